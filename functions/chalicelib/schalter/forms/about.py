"""Judges what an editor wrote about the service itself and gives it in compiled shape: how it is offered.

`read` has judged keys and types; here is what they mean together.
"""

import re
from typing import Any

from .complaint import Complaints
from .facts import fact, needs_source
from .links import web_problem
from .read import MARKUP, Item
from .service import ALL_BEFORE_WORK, ELSEWHERE, NEEDED, WAYS

#: Longest sentence in Leichte Sprache, in words: a bound of ours; the rules of its networks ask for short ones.
MOST_PLAIN_WORDS = 15
#: Longer promises are none.
MOST_DAYS = 3_650
#: The end of a sentence that is followed by another. Not after a number or a single letter: "am 3. Mai", "z. B.".
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2})[.!?]\s+[A-ZÄÖÜ]")
#: Keys that a form must have as soon as it has questions.
WITH_QUESTIONS = ("sections", "retention", "examples")


def compile_about(item: Item, complaints: Complaints) -> dict[str, Any]:
    """Return what ``item``, a form, says about its service, in compiled shape; keys that it does not have are left out."""
    if item.node.kind != "mapping":
        return {}
    compiled: dict[str, Any] = {}
    if "way" in item.get("offer", ()):
        compiled["offer"] = _offer(item["offer"], complaints)
    for key in ("trust_level", "written_form", "output", "fim"):
        if key in item:
            needs_source(item[key], complaints)
            compiled[key] = dict(item[key])
    if (days := item.get("output", {}).get("within_days", 1)) not in range(1, MOST_DAYS + 1):
        place = item["output"].place("within_days")
        complaints.add(place, "bad_limit", path="output.within_days", key="within_days", low=1, high=MOST_DAYS, got=days)
    if "withdrawal" in item:
        compiled["withdrawal"] = _withdrawal(item["withdrawal"], complaints)
    if "plain_summary" in item:
        _judge_plain(item, complaints)
        compiled["plain_summary"] = item["plain_summary"]
    if use := _data_use(item, complaints):
        compiled["data_use"] = use
    _judge_questions(item, complaints)
    return compiled


def _withdrawal(item: Item, complaints: Complaints) -> dict[str, Any]:
    """Return the rule; whoever withdraws later gets no more back than whoever does so at once."""
    before_work = item.get("before_work", ALL_BEFORE_WORK.before_work)
    before_decision = item.get("before_decision", ALL_BEFORE_WORK.before_decision)
    for key, got, high in (("before_work", before_work, 100), ("before_decision", before_decision, max(0, min(before_work, 100)))):
        if not 0 <= got <= high:
            complaints.add(item.place(key), "bad_limit", path=f"{item.path}.{key}", key=key, low=0, high=high, got=got)
    if "basis" not in item:
        return {}  # Its fault is named already.
    needs_source(item["basis"], complaints)
    return {"before_work": before_work, "before_decision": before_decision, "basis": fact(item["basis"])}


def _judge_plain(item: Item, complaints: Complaints) -> None:
    """Complain of what is no Leichte Sprache at first sight: several sentences in one, or a long one."""
    for index, part in enumerate(item.node.value["plain_summary"].value):
        if part.kind != "text":
            continue
        path, text = f"plain_summary[{index}]", part.value.strip()
        if markup := MARKUP.search(text):
            complaints.add(part.place, "markup", path=path, got=markup.group())
        if text and (text[-1] not in ".!?:" or _SENTENCE_END.search(text)):
            complaints.add(part.place, "plain_sentences", path=path)
        if (words := len(text.split())) > MOST_PLAIN_WORDS:
            complaints.add(part.place, "plain_too_long", path=path, limit=MOST_PLAIN_WORDS, got=words)


def _data_use(item: Item, complaints: Complaints) -> dict[str, Any]:
    for part in item.get("legal_data", ()):
        needs_source(part, complaints)
    named = {"purpose": "purpose", "recipients": "recipients", "subjects": "data_subjects"}
    use: dict[str, Any] = {name: item[key] for name, key in named.items() if key in item}
    if "legal_data" in item:
        use["legal"] = [fact(part) for part in item["legal_data"]]
    return use


def _offer(item: Item, complaints: Complaints) -> dict[str, Any]:
    way = item["way"]
    needed = NEEDED.get(way)
    if needed and needed not in item.node.value:
        complaints.add(item.place("way"), "offer_needs", path=item.path, way=way, key=needed)
    if "provider" in item and way != "redirect":
        complaints.add(item.node.key("provider"), "offer_not_for", path=f"{item.path}.provider", way=way, key="provider")
    if "url" in item and way in ("online", "partly"):
        complaints.add(item.node.key("url"), "offer_not_for", path=f"{item.path}.url", way=way, key="url")
    needs_source(item, complaints)
    compiled = {key: item[key] for key in ("provider", "text", "status", "source", "note") if key in item}
    if "url" in item:
        compiled["url"] = fact(item["url"])
        needs_source(item["url"], complaints)
        _judge_url(item["url"], complaints, ours=way == "download")
    return {"way": way, **compiled}


def _judge_url(item: Item, complaints: Complaints, *, ours: bool) -> None:
    if "text" in item and (problem := web_problem(item["text"], ours=ours)) is not None:
        complaints.add(item.place("text"), "bad_link", path=f"{item.path}.text", got=item["text"], problem=problem)


def _judge_questions(item: Item, complaints: Complaints) -> None:
    """Complain of a form without questions where there must be some, and of one with questions where they are asked elsewhere."""
    given = item.node.value
    way = item.get("offer", {}).get("way") if "offer" in given else WAYS[0]
    if way is None:
        return  # Its fault is named already.
    if way in ELSEWHERE and "sections" in given:
        complaints.add(item.node.key("sections"), "rebuilt_service", path="sections", way=way)
    elif "sections" in given or way in ("online", "partly"):
        for key in WITH_QUESTIONS:
            if key not in given:
                complaints.add(item.node.place, "missing_key", key=key)
    if "sections" not in given:
        for key in ("examples", "email_field", "confirmation"):
            if key in given and way not in ("online", "partly"):
                complaints.add(item.node.key(key), "no_questions", path=key, key=key)
