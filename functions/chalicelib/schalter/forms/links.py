"""Addresses that an editor may write into a form: what makes one safe to lead citizens to. Pure."""

import re
from urllib.parse import urlsplit

#: What an address may hold at all: no space, no quote, no bracket, nothing that browsers read differently (RFC 3986, section 2).
_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#@!$&()*+,;=%-]+")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[A-Za-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9-]{3,20}")


def web_problem(address: str, *, ours: bool = False) -> str | None:
    """Return what is wrong with ``address`` as a link to the web, or None.

    Args:
        address: what an editor wrote.
        ours: whether a page or file of our own, `/…`, will do as well.
    """
    if not _CHARACTERS.fullmatch(address):
        return "it holds a character that addresses do not have"
    if address.startswith("/"):
        return None if ours and not address.startswith("//") else "it must begin with https://"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "it is not an address"
    if parts.scheme != "https":
        return "it must begin with https://"
    if "@" in parts.netloc:
        return "a name before '@' hides where it leads"
    return None if _HOST.fullmatch(host) else "it names no machine"


def link_problem(address: str) -> str | None:
    """Return what is wrong with ``address`` as a link in a text: https, our own, `mailto:` or `tel:`; None if nothing is."""
    if address.startswith("mailto:"):
        return None if _MAIL.fullmatch(address) else "after mailto: comes one e-mail address"
    if address.startswith("tel:"):
        return None if _PHONE.fullmatch(address) else "after tel: comes a number, such as tel:+495251880"
    return web_problem(address, ours=True)
