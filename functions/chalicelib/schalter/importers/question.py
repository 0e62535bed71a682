"""What a question of ours is made of on its way from a component, and how texts are said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .plain import plain, rich

Component = Mapping[str, Any]


@dataclass(slots=True)
class Asked:
    """A question in the making. ``fields``: one, or several where ours has no kind of its own; ``lost``: kind of loss and why."""

    fields: list[dict[str, Any]]
    #: What the source calls an answer, and what our rules call it.
    values: Mapping[str, Any] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    #: Days that stand fast, as comparisons: `>=`, `2026-01-01`.
    days: list[tuple[str, str]] = field(default_factory=list)
    #: Rows of a matrix: what the source calls them, and our short names.
    rows: Mapping[str, str] = field(default_factory=dict)
    #: Validators of the source that are in ``fields`` now.
    kept: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The kind of the first field, which stands for the component in rules."""
        return str(self.fields[0]["kind"])


@dataclass(frozen=True, slots=True)
class Words:
    """Says texts in the form's languages: German comes first; a source in another language stands in its place."""

    language: str = "de"

    def text(self, component: Component, key: str, text: object) -> dict[str, str]:
        """Return ``text``, which stands under ``key`` of ``component``, by language."""
        said = {"de": plain(text)}
        for language in ("de", "en"):
            translated = plain((((component.get("openForms") or {}).get("translations") or {}).get(language) or {}).get(key))
            if translated:
                said[language] = translated
        if self.language == "en":
            said.setdefault("en", said["de"])
        return said

    def rich(self, component: Component, key: str, text: object) -> dict[str, str]:
        """Return a longer text as :meth:`text` does, with its bold and links."""
        return {**self.text(component, key, text), "de": rich(text)}

    def own(self, german: str, dutch: str, english: str) -> dict[str, str]:
        """Return a text that the other program says by itself, in the language of the source."""
        return {"de": {"nl": dutch, "en": english}.get(self.language, german), "en": english}
