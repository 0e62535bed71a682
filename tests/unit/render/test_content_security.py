"""The security headers, in their one place."""

from schalter.render.content_security import content_security_policy, headers


def test_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    """Nothing but our own files; no inline script or style."""
    policy = content_security_policy()
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_policy_lets_a_form_lead_to_the_payment_page_only() -> None:
    """A post may be redirected to the checkout's origin, and to no other."""
    policy = dict(part.split(" ", 1) for part in content_security_policy("https://checkout.stripe.com").split("; "))
    assert policy["form-action"] == "'self' https://checkout.stripe.com"
    assert "stripe" not in policy["connect-src"]


def test_links_are_not_told_to_others() -> None:
    """A case's link is secret: no other site learns it as a referrer."""
    assert headers()["Referrer-Policy"] == "same-origin"
