"""Ids for what others call by other names: lower-case ASCII letters, digits and `_`, each once."""

import re
import unicodedata

#: An id is typed in rules and examples.
MAX_ID = 48
#: Words that rules know otherwise.
_RESERVED = {"in", "true", "false", "null", "today"}
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def snake(text: str) -> str:
    """Return ``text`` as an id: `heeftUEenBsn` is `heeft_u_een_bsn`."""
    plain = unicodedata.normalize("NFKD", text.translate(_GERMAN)).encode("ascii", "ignore").decode()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", plain)
    found = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not found or not found[0].isalpha():
        found = f"feld_{found}".rstrip("_")
    return found


class Ids:
    """Gives each name an id that nothing else has."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def take(self, text: str) -> str:
        """Return an unused id for ``text``."""
        stem = snake(text)
        if len(stem) > MAX_ID:
            stem = stem[:MAX_ID].rpartition("_")[0] or stem[:MAX_ID]
        found, number = stem, 1
        while found in self._taken:
            number += 1
            found = f"{stem}_{number}"
        self._taken.add(found)
        return found
