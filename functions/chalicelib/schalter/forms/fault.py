"""Why an answer is not taken: a stable code and what its sentence needs; `render/wording/fields.py` has the sentence."""

from collections.abc import Mapping
from typing import Any

#: How the codes of limits begin: of numbers, lengths, days. An editor's `limit_error` replaces the sentence of any of them.
LIMIT_CODES = ("above_", "below_", "in_the_", "too_", "file_too_")
#: How the codes begin of an answer that is missing or none; an editor's `error` replaces their sentences.
NO_ANSWER_CODES = ("required", "not_a", "wrong_check_digits")


class Fault(Exception):  # an answer's fault, not an error of the program
    """An answer that is not taken; ``params`` fill the sentence of ``code``.

    What a parameter is says its name: `date` and `month` are ISO text, `amount` is cents; a text in `minimum` or `maximum` is a
    decimal number. Pages write each as their language does.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Any] = params
