"""What editors write short, spelled out as the questions that it stands for: `other` of a choice, the rows of a matrix.

Everything after this sees ordinary questions: rules, checks, pages and receipts need to know nothing of it.
"""

from collections.abc import Mapping
from typing import Any

from .complaint import Complaints, Place
from .fields import KINDS
from .load import Node
from .model import Text
from .read import Item
from .schema import special_keys

#: What is stored of the option that `other` adds; the question that follows ends in it as well.
OTHER = "other"
_WHEN = {"de": "Nur wenn Sie „{label}“ gewählt haben.", "en": "Only if you chose “{label}”."}
#: What the question behind `other` has from the one before it, and what a row does not have from its matrix.
_INHERITED = ("on_receipt", "category")
_OF_THE_MATRIX = frozenset({"rows", "hint", "help", "fim"})


def spelled_out(item: Item, complaints: Complaints) -> list[Item]:
    """Return the questions that ``item`` stands for: itself, and the one behind its `other`; or one `choice` for each row."""
    if item.get("kind") == "matrix":
        return _rows(item, complaints)
    if OTHER in item and {"id", "kind"} <= item.keys() and OTHER in KINDS[item["kind"]].keys:
        return [item, _other(item)]
    return [item]


def names_of(node: Node) -> list[str]:
    """Return the names that rules know a question or group by, as it was written: its id, and what is spelled out of it."""
    found = node.value.get("group", node.value.get("id"))
    if found is None or found.kind != "text":
        return []
    name = found.text.strip()
    rows = node.value["rows"].value if "rows" in node.value and node.value["rows"].kind == "list" else []
    others = [f"{name}_{row.value['id'].text.strip()}" for row in rows if row.kind == "mapping" and "id" in row.value]
    return [name, *others, *([f"{name}_{OTHER}"] if OTHER in node.value else [])]


def _other(item: Item) -> Item:
    """Return the question that asks what else, required where it applies."""
    name, label = item["id"], item[OTHER]
    rule = f'"{OTHER}" in {name}' if KINDS[item["kind"]].several else f'{name} == "{OTHER}"'
    place = item.node.key(OTHER)
    values = {
        "id": f"{name}_{OTHER}",
        "kind": "text",
        "label": label,
        "required": True,
        "show_if": Node(place, "text", rule, rule),
        "show_if_text": {language: text.format(label=label[language]) for language, text in _WHEN.items() if language in label},
        **{key: item[key] for key in _INHERITED if key in item},
    }
    return _written(values, place, f"{item.path}.{OTHER}", item)


def _rows(item: Item, complaints: Complaints) -> list[Item]:
    """Return a `choice` for each row; a mark on each says what they have in common."""
    if "rows" not in item.node.value:
        complaints.add(item.place("rows"), "no_rows", path=item.path)
    foreign = special_keys() - set(KINDS["matrix"].keys)
    for key in foreign & item.keys():
        complaints.add(item.node.key(key), "not_allowed_here", path=f"{item.path}.{key}", key=key, kind="matrix")
    if not {"id", "label"} <= item.keys():
        return []
    shared = {key: value for key, value in item.items() if key not in _OF_THE_MATRIX | foreign}
    found = []
    for row in item.get("rows", ()):
        if {"id", "label"} <= row.keys():
            mark = {"id": item["id"], "label": item["label"], "row": row["label"]}
            mark |= {key: item[key] for key in ("hint", "help") if key in item}
            values = {
                "id": f"{item['id']}_{row['id']}",
                "kind": "choice",
                "label": _joined(item["label"], row["label"]),
                "matrix": mark,
            }
            field = _written({**shared, **values}, row.node.place, row.path, item)
            # Keys with faults are there as well, so that nobody says that they are missing.
            own = _OF_THE_MATRIX | foreign | values.keys()
            field.node.value.update({key: node for key, node in item.node.value.items() if key not in own})
            field.node.keys.update({key: place for key, place in item.node.keys.items() if key not in own})
            field.renamed = item.renamed
            found.append(field)
    return found


def _joined(matrix: Text, row: Text) -> Text:
    """Return the whole question of a row, for wherever it stands alone."""
    return {language: f"{text} – {row[language]}" for language, text in matrix.items() if language in row}


def _written(values: Mapping[str, Any], place: Place, path: str, source: Item) -> Item:
    """Return ``values`` as an object that was read at ``place``."""
    nodes = {key: value if isinstance(value, Node) else Node(place, "text", value) for key, value in values.items()}
    item = Item.of(Node(place, "mapping", nodes, keys=dict.fromkeys(nodes, place)), path)
    item.update(values)
    item.used_at = source.used_at
    return item
