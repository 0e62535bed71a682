"""The language's keys, kinds, functions and error codes as Markdown, from the tables that the compiler uses.

It is the second half of `forms/README.md`; `schalter schema` writes it there.
"""

from collections.abc import Iterable, Mapping

from .fields import KINDS
from .rule_types import FUNCTION_DOCS
from .schema import FILES, OBJECTS, SCALARS, special_keys

#: Between these lines of `forms/README.md` stands what :func:`reference` gives.
BEGIN, END = "<!-- reference: written by `schalter schema` -->", "<!-- end of reference -->"

_TITLES = {
    "form": "Form", "section": "Section", "group": "Group", "repeat": "Repeat", "check": "Check", "field": "Field",
    "block_use": "Use of a block", "row": "Row", "option": "Option", "fact": "Fact",
    "retention": "Retention", "withdrawal": "Withdrawal",
    "fee": "Fee", "fee_row": "Row of a fee table", "fee_range": "Range of a fee",
    "exemption": "Exemption", "town_fee": "Fee of the town", "example": "Example", "block": "Block", "codelist": "Code list",
    "office": "Office", "contact": "Contact", "offer": "Offer", "fim_schema": "FIM schema", "trust_level": "Trust level",
    "written_form": "Written form", "output": "Output", "municipality": "Municipality",
    "town_services": "Services of the town", "town_office": "Office of the town", "colours": "Colours",
    "desk": "Desk", "desk_grant": "Grant to a group", "file_system": "System for files", "overlay": "Overlay",
    "bank_account": "Bank account", "payment": "Payment", "payment_of_service": "Payment of a service",
    "treasury": "Treasury", "treasury_number": "Kassenzeichen", "treasury_accounts": "Accounts", "treasury_account": "Account",
    "fee_account": "Account of a fee", "treasury_export": "Export", "export_column": "Column of an export", "datev": "DATEV",
    "section_overlay": "Overlay of sections", "field_overlay": "Overlay of fields", "option_overlay": "Overlay of options",
    "fee_overlay": "Overlay of fees", "example_overlay": "Overlay of examples", "added_sections": "Added sections",
    "added_fields": "Added fields", "added_options": "Added options", "added_fees": "Added fees",
    "decision": "Decision", "decision_field": "Field of a decision", "permit": "Permit", "confirmation": "Confirmation",
}  # fmt: skip
#: Objects that stand at the top of a file of another kind.
_BESIDE = {"decision": "forms/<office>/<form>.decision.de.md"}


def with_reference(manual: str, sentences: Mapping[str, str]) -> str:
    """Return ``manual`` with the reference as it is now; ``sentences`` are what people read, by error code."""
    before, _, rest = manual.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{reference(sentences)}\n{END}{rest.partition(END)[2]}"


def reference(sentences: Mapping[str, str]) -> str:
    """Return the reference."""
    parts = [_object(name) for name in OBJECTS]
    parts.append("### Kinds of fields\n\n" + _table(("kind", "what it asks", "keys of its own"), _kinds()))
    parts.append("### Functions in rules\n\n" + _table(("function", "meaning"), ((f"`{n}`", d) for n, d in FUNCTION_DOCS.items())))
    parts.append("### Error codes\n\n" + _table(("code", "what people read"), ((f"`{c}`", s) for c, s in sentences.items())))
    return "\n\n".join(parts) + "\n"


def _object(name: str) -> str:
    place = FILES.get(name, _BESIDE.get(name))
    where = f" (`{place}`)" if place else ""
    general = special_keys() if name == "field" else frozenset()
    rows = []
    for key in OBJECTS[name]:
        doc = key.doc + (" Some kinds only." if key.name in general else "")
        rows.append((f"`{key.name}`" + (" *" if key.required else ""), _type(key.type), doc))
    return f"### {_TITLES[name]}{where}\n\n" + _table(("key", "value", "meaning"), rows)


def _type(name: str) -> str:
    if name.startswith("["):
        inner = name[1:-1]
        return "list: " + (SCALARS[inner][0] if inner in SCALARS else _TITLES[inner].lower())
    return SCALARS[name][0] if name in SCALARS else _TITLES[name].lower()


def _kinds() -> Iterable[tuple[str, str, str]]:
    for name, kind in KINDS.items():
        yield f"`{name}`", kind.doc, ", ".join(f"`{key}`" for key in kind.keys)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
