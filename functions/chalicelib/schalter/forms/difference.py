"""What differs between two versions of something compiled, collected as sentences; what has no sentence is kept as a path."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from .change_words import NOUNS, SENTENCES, WORDS
from .languages import BINDING
from .model import Rule
from .question_words import column
from .rule_text import rule_text

#: A longer text is told by the part that differs.
_LONG = 120
#: Words left standing on both sides of that part, and entries told of a long list.
_AROUND, _MOST = 4, 10

_Node = Mapping[str, Any]


class Difference:
    """Collects the sentences about two versions, in one language."""

    def __init__(self, language: str, money: frozenset[str] = frozenset()) -> None:
        self.language = language
        self.said: list[str] = []
        #: What changed and has no sentence.
        self.other: list[str] = []
        self._money = money

    def say(self, key: str, *values: object) -> None:
        """Add the sentence ``key``."""
        self.said.append(SENTENCES[key][column(self.language)].format(*values))

    def word(self, key: str, *values: object) -> str:
        """Return words of the table; a key that is none stands for itself."""
        return WORDS.get(key, (key, key))[column(self.language)].format(*values)

    def noun(self, key: str, name: str = "") -> str:
        """Return what a text or value is."""
        return NOUNS[key][column(self.language)].format(name)

    def text_of(self, text: Mapping[str, str] | None) -> str:
        """Return a text in the language; German where it is missing."""
        return (text.get(self.language) or text.get(BINDING) or "") if text else ""

    def rule(self, rule: Rule, words: Mapping[str, str] | None = None) -> str:
        """Return a condition: in words where there are any, then as the rule."""
        said = rule_text(rule, money=self._money)
        return f"{self.text_of(words)} [{said}]" if words else f"[{said}]"

    def listed(self, names: Sequence[str], *, quoted: bool = True) -> str:
        """Return names one after another; of many the first ones and how many more."""
        shown = [f"„{name}“" if self.language == "de" else f"“{name}”" for name in names[:_MOST]] if quoted else names[:_MOST]
        more = [self.word("more", len(names) - _MOST)] if len(names) > _MOST else []
        return ", ".join([*shown, *more]) or self.word("nothing")

    def texts(self, noun: str, old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> bool:
        """Say how a text differs, language by language: translations of a new text are new with it, and HTML is made of texts."""
        before, after = _plain(old), _plain(new)
        if not before or not after:
            before, after = ({self.language: self.text_of(text)} if text else {} for text in (before, after))
        for language in sorted(before.keys() | after.keys(), key=lambda name: (name != self.language, name)):
            was, now = before.get(language, ""), after.get(language, "")
            if was == now:
                continue
            what = noun if language == self.language else self.word("version", noun, language)
            if was and now:
                self.say("text", what, *_parts(was, now))
            elif now:
                self.say("text_new", what, _short(now))
            else:
                self.say("text_gone", what, _short(was))
        return before != after

    def value(self, noun: str, old: object, new: object) -> None:
        """Say how a value differs."""
        if _told(old) != _told(new):
            self.say("value", noun, self._shown(old), self._shown(new))

    def _shown(self, value: object) -> str:
        if isinstance(value, list | tuple):
            return ", ".join(map(self._shown, value)) or self.word("nothing")
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        return self.word("nothing") if value is None or value == "" else self.word(str(value))

    def fact(self, fact: _Node | None) -> str:
        """Return a fact with how sure it is and where it was read."""
        if not fact:
            return self.word("nothing")
        known = [self.word(str(fact[key])) for key in ("status", "source") if fact.get(key)]
        return f"„{fact['text']}“ ({', '.join(known)})" if self.language == "de" else f"“{fact['text']}” ({', '.join(known)})"

    def facts(self, noun: str, old: Sequence[_Node], new: Sequence[_Node]) -> None:
        """Say which facts of a list came, went or are known otherwise."""
        before, after = {f["text"]: f for f in old}, {f["text"]: f for f in new}
        for text, fact in before.items():
            if text not in after:
                self.say("entry_gone", noun, self.fact(fact))
            elif fact != after[text]:
                self.say("value", noun, self.fact(fact), self.fact(after[text]))
        for text, fact in after.items():
            if text not in before:
                self.say("entry_new", noun, self.fact(fact))
        if moved(list(before), list(after)) or (before == after and list(old) != list(new)):
            self.say("order", noun)

    def paragraphs(self, noun: str, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Say which texts of a list came, went or read otherwise."""
        before, after = ([text if isinstance(text, str) else text[BINDING] for text in texts] for texts in (old, new))
        for kind, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            pairs = max(i_end - i, j_end - j)
            for at in range(pairs):
                was = old[i + at] if i + at < i_end else None
                now = new[j + at] if j + at < j_end else None
                if kind != "equal" or was != now:
                    self.texts(noun, _as_text(was), _as_text(now))

    def condition(self, key: str, subject: str, old: _Node, new: _Node, *, rule: str = "show_if") -> None:
        """Say how a condition differs; ``key`` is how its sentences begin."""
        was, now = old.get(rule), new.get(rule)
        words = f"{rule}_text"
        if was == now:
            return
        if was and now:
            self.say(key, subject, self.rule(was, old.get(words)), self.rule(now, new.get(words)))
        elif now:
            self.say(f"{key}_new", subject, self.rule(now, new.get(words)))
        else:
            self.say(f"{key}_gone", subject, self.rule(was or [], old.get(words)))

    def remember(self, path: str, old: _Node, new: _Node, known: frozenset[str]) -> None:
        """Keep the paths of keys that differ and are not ``known`` to have sentences."""
        for key in sorted(old.keys() | new.keys()):
            if key not in known and old.get(key) != new.get(key):
                self.other.extend(paths(old.get(key), new.get(key), f"{path}.{key}" if path else key))


def paths(old: object, new: object, path: str = "") -> Iterator[str]:
    """Yield where two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if (key in old) != (key in new):
                yield f"{path}.{key}".lstrip(".")
            else:
                yield from paths(old[key], new[key], f"{path}.{key}".lstrip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from paths(was, now, f"{path}[{index}]")
    elif old != new or type(old) is not type(new):
        yield path


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the fewest names that were moved among those that stand in both."""
    both = set(old) & set(new)
    before, after = [name for name in old if name in both], [name for name in new if name in both]
    kept = {
        name
        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        for name in before[block.a : block.a + block.size]
    }
    return [name for name in after if name not in kept]


def _plain(text: Mapping[str, str] | None) -> dict[str, str]:
    return {language: words for language, words in (text or {}).items() if "+" not in language}


def _as_text(text: Mapping[str, str] | str | None) -> Mapping[str, str] | None:
    return {BINDING: text} if isinstance(text, str) else text


def _told(value: object) -> object:
    return None if value in (False, "", [], ()) and value != 0 else (type(value) is bool, value)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else " ".join(text[:_LONG].split(" ")[:-1]) + " …"


def _parts(old: str, new: str) -> tuple[str, str]:
    """Return both texts, or what differs of them with a few words around."""
    if len(old) <= _LONG and len(new) <= _LONG:
        return old, new
    was, now = old.split(" "), new.split(" ")
    most = min(len(was), len(now))
    start = next((i for i in range(most) if was[i] != now[i]), most)
    end = next((i for i in range(most - start) if was[-1 - i] != now[-1 - i]), most - start)
    first, last = max(start - _AROUND, 0), max(end - _AROUND, 0)

    def around(words: list[str]) -> str:
        middle = " ".join(words[first : len(words) - last])
        return f"{'… ' if first else ''}{middle}{' …' if last else ''}"

    return around(was), around(now)
