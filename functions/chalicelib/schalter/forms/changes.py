"""What a change of a form means for citizens, in German or English sentences, in a stable order.

Compared are compiled forms, as JSON: whatever differs and has no sentence of its own is named by its path.
"""

from collections.abc import Mapping
from typing import Any

from .change_fees import compare_fees
from .change_questions import compare_checks, compare_questions
from .difference import Difference, paths
from .service import WAYS

_Node = Mapping[str, Any]
_TEXTS = ("title", "office_title", "summary", "duration", "outcome")
_LISTS = ("about", "needs", "plain_summary")
_VALUES = ("office", "languages", "email_field")
_RECORDS = ("trust_level", "written_form", "fim", "output", "confirmation")
_FORM = frozenset({
    *_TEXTS, *_LISTS, *_VALUES, *_RECORDS, "id", "digest", "sections", "checks", "fees", "legal", "leika", "retention_days",
    "retention_basis", "examples", "offer", "data_use", "withdrawal", "permit",
})  # fmt: skip
_OFFER = frozenset({"way", "provider", "url", "text", "status", "source", "note"})
_DATA_USE = frozenset({"purpose", "legal", "recipients", "subjects"})
_PERMIT = frozenset({"title", "plate", "zone", "valid_from", "valid_to", "at_once"})
_OFFICE = frozenset({"id", "title", "intro", "hours", "address", "phone", "email"})


def changes(old: _Node, new: _Node, language: str) -> list[str]:
    """Return what changes from the compiled form ``old`` to ``new``, a sentence each; none where their digests are equal."""
    if old.get("digest") == new.get("digest"):
        return []
    say = Difference(language, _money(old) | _money(new))
    _service(old, new, say)
    compare_fees(old, new, say)
    compare_questions(old, new, say)
    compare_checks(old, new, say)
    _law(old, new, say)
    _examples(old, new, say)
    say.remember("", old, new, _FORM)
    if not say.said and not say.other:
        say.other.extend(path for path in paths(old, new) if path != "digest")
    if say.other:
        say.say("other", ", ".join(dict.fromkeys(say.other)))
    return list(dict.fromkeys(say.said))


def new_form(form: _Node, language: str) -> str:
    """Return the sentence about a form that was not there before."""
    say = Difference(language)
    questions = sum(len(part.get("fields", (part,))) for section in form["sections"] for part in section["fields"])
    fees = "; ".join(say.text_of(price["text"]) for line in form["fees"] for price in line["prices"])
    way = say.word((form.get("offer") or {}).get("way", WAYS[0]))
    names = say.text_of(form["title"]), say.text_of(form["office_title"])
    say.say("form_new", *names, way, questions, fees or say.word("nothing"))
    return say.said[0]


def removed_form(form: _Node, language: str) -> str:
    """Return the sentence about a form that is there no longer."""
    say = Difference(language)
    say.say("form_gone", say.text_of(form["title"]), say.text_of(form["office_title"]))
    return say.said[0]


def office_changes(old: _Node | None, new: _Node | None, language: str) -> list[str]:
    """Return what changes about an office, which is None where it is not there."""
    say = Difference(language)
    if not old or not new:
        say.say("office_new" if new else "office_gone", say.text_of((new or old or {}).get("title")))
        return say.said
    name = say.text_of(new["title"])
    for key in ("title", "intro", "hours"):
        say.texts(say.noun(f"office.{key}", name), old.get(key), new.get(key))
    for key in ("address", "phone", "email"):
        say.value(say.noun(f"office.{key}", name), old.get(key), new.get(key))
    say.remember("office", old, new, _OFFICE)
    if say.other:
        say.say("other", ", ".join(say.other))
    return say.said


def nothing_changes(language: str) -> str:
    """Return the sentence for two versions that are the same."""
    say = Difference(language)
    say.say("none")
    return say.said[0]


def _money(form: _Node) -> frozenset[str]:
    parts = [part for section in form["sections"] for part in section["fields"]]
    fields = [field for part in parts for field in part.get("fields", (part,))]
    return frozenset(field["id"] for field in fields if field["kind"] == "money")


def _service(old: _Node, new: _Node, say: Difference) -> None:
    for key in _TEXTS:
        say.texts(say.noun(f"form.{key}"), old.get(key), new.get(key))
    for key in _LISTS:
        say.paragraphs(say.noun(f"form.{key}"), old.get(key) or (), new.get(key) or ())
    for key in _VALUES:
        say.value(say.noun(f"form.{key}"), old.get(key), new.get(key))
    before, after = old.get("offer") or {}, new.get("offer") or {}
    say.value(say.noun("form.offer.way"), before.get("way", WAYS[0]), after.get("way", WAYS[0]))
    if before.get("url") != after.get("url"):
        say.value(say.noun("form.offer.url"), say.fact(before.get("url")), say.fact(after.get("url")))
    for key in ("provider", "text"):
        say.texts(say.noun(f"form.offer.{key}"), before.get(key), after.get(key))
    for key in ("status", "source", "note"):
        say.value(say.noun(f"form.offer.{key}"), before.get(key), after.get(key))
    say.remember("offer", before, after, _OFFER)
    for key in _RECORDS:
        if old.get(key) != new.get(key):
            say.value(say.noun(f"form.{key}"), _record(old.get(key), say), _record(new.get(key), say))


def _record(record: _Node | None, say: Difference) -> str | None:
    """Return the values of a record in order, each after its key where it does not speak for itself."""
    if not record:
        return None
    own = ("level", "status", "type", "schema", "source", "by")
    words = {True: say.word("yes"), False: say.word("no")}
    said = []
    for key, value in record.items():
        shown = words[value] if isinstance(value, bool) else ", ".join(value) if isinstance(value, list) else say.word(str(value))
        said.append(shown if key in own or key == "needed" else f"{key} {shown}")
    return " · ".join(said)


def _law(old: _Node, new: _Node, say: Difference) -> None:
    say.facts(say.noun("form.legal"), old["legal"], new["legal"])
    for key in ("leika", "retention_basis"):
        if old.get(key) != new.get(key):
            say.value(say.noun(f"form.{key}"), say.fact(old.get(key)), say.fact(new.get(key)))
    days = old.get("retention_days"), new.get("retention_days")
    if days[0] != days[1]:
        say.say("retention", *(say.word("nothing") if count is None else say.word("days", count) for count in days))
    if old.get("withdrawal") != new.get("withdrawal"):
        say.value(say.noun("form.withdrawal"), *(_withdrawal(form.get("withdrawal"), say) for form in (old, new)))
    _permit(old.get("permit") or {}, new.get("permit") or {}, say)
    before, after = old.get("data_use") or {}, new.get("data_use") or {}
    say.texts(say.noun("form.data_use.purpose"), before.get("purpose"), after.get("purpose"))
    say.facts(say.noun("form.data_use.legal"), before.get("legal", ()), after.get("legal", ()))
    for key in ("recipients", "subjects"):
        say.paragraphs(say.noun(f"form.data_use.{key}"), before.get(key, ()), after.get(key, ()))
    say.remember("data_use", before, after, _DATA_USE)


def _permit(old: _Node, new: _Node, say: Difference) -> None:
    say.texts(say.noun("form.permit"), old.get("title"), new.get("title"))
    for key in ("plate", "zone"):
        say.value(say.noun(f"form.permit.{key}"), old.get(key), new.get(key))
    for key in ("valid_from", "valid_to", "at_once"):
        if old.get(key) != new.get(key):
            said = (say.rule(permit[key]) if permit.get(key) else None for permit in (old, new))
            say.value(say.noun(f"form.permit.{key}"), *said)
    say.remember("permit", old, new, _PERMIT)


def _withdrawal(rule: _Node | None, say: Difference) -> str | None:
    return f"{rule['before_work']} % · {rule['before_decision']} % · {say.fact(rule['basis'])}" if rule else None


def _examples(old: _Node, new: _Node, say: Difference) -> None:
    before, after = ({example["name"]: example for example in form["examples"]} for form in (old, new))
    for name in (name for name in before if name not in after):
        say.say("example_gone", name)
    for name, example in after.items():
        if name not in before:
            say.say("example_new", name)
        elif before[name] != example:
            say.say("example", name)
