"""The one definition of the security headers: functions, local server, infrastructure and tests take it from here."""


def headers(checkout_origin: str | None = None) -> dict[str, str]:
    """Return the headers of every answer, page or not.

    Args:
        checkout_origin: origin of the payment provider's page, e.g. ``https://checkout.stripe.com``; None where it is our own.
    """
    return {
        "Content-Security-Policy": content_security_policy(checkout_origin),
        "X-Content-Type-Options": "nosniff",
        # Case links are secrets: no other site is told where somebody came from.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        # Two years (RFC 6797); browsers ignore it over plain HTTP.
        "Strict-Transport-Security": "max-age=63072000",
    }


def content_security_policy(checkout_origin: str | None = None) -> str:
    """Return the policy: nothing but our own files; forms lead to us and, through our redirect, to the payment page."""
    form_action = "'self'" if checkout_origin is None else f"'self' {checkout_origin}"
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"form-action {form_action}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
