"""Creditor references (ISO 11649): `RF`, two check digits, and up to 21 letters and digits that say which payment is meant. Pure.

Banks carry them unchanged from payer to payee, and a wrong one is noticed while it is typed.
"""

import re

#: After `RF` and the check digits.
MAX_BODY = 21
_REFERENCE = re.compile(rf"RF[0-9]{{2}}[0-9A-Z]{{1,{MAX_BODY}}}")
_BODY = re.compile(rf"[0-9A-Z]{{1,{MAX_BODY}}}")
#: Where a reference may stand in what people typed: after something that belongs to no word, spaces and hyphens inside allowed.
#: One may begin inside what another seems to be: "RF… und RF…".
_IN_TEXT = re.compile(r"(?<![0-9A-Z])(?=(R[ -]?F(?:[ -]?[0-9]){2}(?:[ -]?[0-9A-Z])+))")


def creditor_reference(body: str) -> str:
    """Return the reference whose part after the check digits is ``body``; spaces and hyphens are left out of it.

    Raises:
        ValueError: ``body`` is empty, too long, or holds something else than letters and digits.
    """
    plain = _plain(body)
    if not _BODY.fullmatch(plain):
        raise ValueError(f"a creditor reference takes 1 to {MAX_BODY} letters and digits, got {len(plain)} characters")
    return f"RF{98 - _remainder(f'{plain}RF00'):02d}{plain}"


def is_creditor_reference(text: str) -> bool:
    """Return whether ``text``, without spaces, is a reference whose check digits are right."""
    plain = _plain(text)
    # 00, 01 and 99 leave a right remainder, too, and are never made: 98 less the remainder is 02 to 98.
    return bool(_REFERENCE.fullmatch(plain)) and "02" <= plain[2:4] <= "98" and _remainder(plain[4:] + plain[:4]) == 1


def found_in(text: str) -> list[str]:
    """Return every right reference that may be meant in what a payer typed, each once.

    People type spaces, hyphens and small letters, and words behind it. Where a reference ends is known only by a gap, and in one of
    97 cases a word more or less is right by chance: whoever asks takes the one that was given out.
    """
    found = []
    for match in _IN_TEXT.finditer(text.upper()):
        run = _plain(match[1])
        found += [run[:end] for end in _gaps(match[1]) if is_creditor_reference(run[:end])]
    return list(dict.fromkeys(found))


def grouped(text: str) -> str:
    """Return a reference or an account number in groups of four, as people read it."""
    plain = _plain(text)
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _gaps(run: str) -> list[int]:
    """Return after how many letters and digits of ``run`` a space or hyphen stands, and how many there are."""
    parts = re.split("[ -]", run)
    return [sum(map(len, parts[: i + 1])) for i in range(len(parts))]


def _plain(text: str) -> str:
    return text.replace(" ", "").replace("-", "").upper()


def _remainder(text: str) -> int:
    """Return ``text`` as a number modulo 97, where A counts 10 and Z 35 (ISO 7064, Mod 97-10)."""
    return int("".join(str(int(character, 36)) for character in text)) % 97
