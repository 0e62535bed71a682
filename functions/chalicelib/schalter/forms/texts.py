"""Answers that are text: free text, addresses of mail and web, telephone numbers, postcodes, a typed signature.

Its twins are `site/assets/form/kinds.js` and `more/identifiers.js`; `tests/vectors/fields.json` holds them together.
"""

import re
import unicodedata
from datetime import date
from functools import cache

from .fault import Fault
from .model import Field

#: Longest answers, in characters (code points), where the form says nothing else.
MAX_TEXT = 250
MAX_LONG_TEXT = 5_000
#: Longer than any address that people copy, short enough for a line of a letter or two.
MAX_URL = 2_000
#: RFC 5321, 4.5.3.1: an address has at most 254 characters, its local part 64, a label of its domain 63.
MAX_EMAIL = 254
MAX_EMAIL_LOCAL = 64
#: A label with letters beyond ASCII grows when it is sent; 30 characters always fit into 63.
MAX_IDN_LABEL = 30
_ASCII_LABEL = re.compile("(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
#: RFC 5892: letters, marks and decimal digits.
_LABEL_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd"})
#: ITU-T E.164 knows 15 digits; with a prefix for an outside line it may be some more.
PHONE_DIGITS = (5, 20)

#: White space as people type and paste it; the same set in both evaluators, which differ in their own.
_SPACE = re.compile("[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
#: Signs that do nothing but turn the direction of what follows (Unicode Annex 9, 2.1 to 2.4): in a list or a mail they would turn
#: the text of others.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POSTCODE = re.compile(r"(?:DE?-)?((?!00)[0-9]{2}) ?([0-9]{3})")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DIGIT = re.compile("[0-9]")
_PHONE = re.compile(r"\+?[0-9 ()/.\-]+")
#: Scheme, host, port, the rest. Spaces are all plain ones by now.
_URL = re.compile(r"(?:([A-Za-z]+)://)?([^/?#:@ ]+)(:[0-9]{1,5})?([/?#][^ <>\"\\]*)?")


def single_line(text: str) -> str:
    """Return ``text`` in NFC without signs that turn it around, its white space collapsed and stripped."""
    return _SPACE.sub(" ", _plain(text)).strip(" ")


def many_lines(text: str) -> str:
    """Return ``text`` in NFC without signs that turn it around, newlines as `\\n`, without white space around it."""
    lines = _plain(text.replace("\r\n", "\n").replace("\r", "\n"))
    start, end = 0, len(lines)
    while start < end and _SPACE.match(lines, start, start + 1):
        start += 1
    while end > start and _SPACE.match(lines, end - 1, end):
        end -= 1
    return lines[start:end]


def _plain(text: str) -> str:
    # NFC last: a letter and its mark may have stood on both sides of such a sign.
    return unicodedata.normalize("NFC", _TURNING.sub("", text))


def text(field: Field, raw: str, _: date, *, longest: int = MAX_TEXT) -> str:
    """Return free text within its lengths and its pattern."""
    if len(raw) > (maximum := field.max_length or longest):
        raise Fault("too_long", maximum=maximum, length=len(raw))
    if field.min_length and len(raw) < field.min_length:
        raise Fault("too_short", minimum=field.min_length, length=len(raw))
    if field.pattern and not pattern_of(field.pattern).fullmatch(raw):
        raise Fault("pattern")
    return raw


def long_text(field: Field, raw: str, today: date) -> str:
    """Return free text of several lines."""
    return text(field, raw, today, longest=MAX_LONG_TEXT)


@cache
def pattern_of(pattern: str) -> re.Pattern[str]:
    """Return an editor's pattern, compiled."""
    # ASCII: \d and \w mean the same here and in a browser.
    return re.compile(pattern, re.ASCII)


def email(_: Field, raw: str, __: date) -> str:
    """Return a mail address, its domain in lower case."""
    local, at, domain = raw.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or not _is_host(domain):
        raise Fault("not_an_email")
    if len(local) > MAX_EMAIL_LOCAL or len(raw.encode()) > MAX_EMAIL:
        raise Fault("not_an_email")
    return f"{local}@{domain.lower()}"


def url(_: Field, raw: str, __: date) -> str:
    """Return the address of a page on the web, with its scheme; without one it is `https`."""
    match = _URL.fullmatch(raw)
    if not match or len(raw) > MAX_URL:
        raise Fault("not_a_url")
    scheme, host, port, rest = match.groups("")
    if scheme.lower() not in ("", "http", "https") or not _is_host(host):
        raise Fault("not_a_url")
    return f"{scheme.lower() or 'https'}://{host.lower()}{port}{rest}"


def _is_host(domain: str) -> bool:
    labels = domain.split(".")
    numeric = labels[-1].isascii() and labels[-1].isdigit()
    return len(labels) >= 2 and not numeric and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if label.isascii():
        return _ASCII_LABEL.fullmatch(label) is not None
    if label[0] == "-" or label[-1] == "-" or len(label) > MAX_IDN_LABEL:
        return False
    return all(c == "-" or (c.isalnum() if c.isascii() else unicodedata.category(c) in _LABEL_CATEGORIES) for c in label)


def phone(_: Field, raw: str, __: date) -> str:
    """Return a telephone number as it was typed."""
    if not _PHONE.fullmatch(raw) or not PHONE_DIGITS[0] <= len(_DIGIT.findall(raw)) <= PHONE_DIGITS[1]:
        raise Fault("not_a_phone")
    return raw


def postcode(_: Field, raw: str, __: date) -> str:
    """Return the five digits of a German postcode, typed with or without its country and a space."""
    match = _POSTCODE.fullmatch(raw)
    if not match:
        raise Fault("not_a_postcode")
    return match.group(1) + match.group(2)


def signature(_: Field, raw: str, __: date) -> str:
    """Return the name that somebody typed as a signature; initials and marks alone are none."""
    if len(raw) > MAX_TEXT:
        raise Fault("too_long", maximum=MAX_TEXT, length=len(raw))
    if sum(unicodedata.category(c).startswith("L") for c in raw) < 2:
        raise Fault("not_a_signature")
    return raw
