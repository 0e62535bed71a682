"""Who may import whom (design: rooms, ports, adapters, doors). Each complaint names the module and line that breaks the law."""

import sys

import pytest
from tests.support.imports import Import, imports, module_files, room_of

BASE = {"canonical", "clock", "errors", "money", "spelling"}
#: Room or top-level module: what of ours it may import, besides itself.
ROOMS = {
    **dict.fromkeys(BASE, BASE),
    "outbox": BASE,
    "forms": BASE,
    "cases": BASE | {"outbox", "forms"},
    "payments": BASE | {"outbox", "forms", "cases"},
    "receipts": BASE | {"outbox", "forms", "cases", "payments"},
    "notices": BASE | {"outbox", "forms", "cases", "payments"},
    # A page about a case is made from the case and where its payment stands.
    "render": BASE | {"forms", "cases", "payments"},
    # It writes tables as the price lists are written.
    "treasury": BASE | {"outbox", "forms", "cases", "payments", "receipts", "render"},
    # The electronic file: over everything that belongs to a case.
    "file": BASE | {"outbox", "forms", "cases", "payments", "receipts", "notices", "render"},
    "decisions": BASE | {"outbox", "forms", "cases", "payments", "receipts"},
    # Case workers act on all of it; what their pages look like is in `render`, which is handed values.
    "desk": BASE | {"outbox", "forms", "cases", "payments", "receipts", "decisions", "notices", "file", "render"},
    "settings": set(),
    "simulated": {"settings"},
    "form_post": {"errors"},
    "http": {"errors", "form_post"},
}
#: What an adapter may know of the rooms: nouns and the ports it implements.
NOUNS_AND_PORTS = {
    "cases.case",
    "cases.store",
    "cases.uploads",
    "desk.people",
    "notices.mailer",
    "outbox",
    "payments.news",
    "payments.books",
    "payments.ledger",
    "payments.payment",
    "payments.provider",
    "payments.states",
    "receipts.archive",
    "receipts.authority",
    # A notation, like JSON: keys, certificates and stamps are written in it.
    "receipts.der",
    "receipts.signer",
}
#: `wiring`, `performers` and `staff` join the parts; with them `counter` answers people, `api` programs,
#: `entrance`, `workplace` and `decision_desk` case workers.
JOINS_EVERYTHING = {"wiring", "performers", "staff", "counter", "api", "entrance", "workplace", "decision_desk"}
#: What builds or serves on one machine; nothing that runs in the cloud imports it.
DOORS = {"cli", "importers", "local", "mkdocs_plugin", "site_build"}

#: Vendor: where it may be imported. The AWS SDK and Stripe's are named in adapters and nowhere else.
VENDORS = {
    "boto3": {"adapters"},
    "copier": {"local"},
    "defusedxml": {"importers"},
    "tree_sitter": {"importers"},
    "tree_sitter_javascript": {"importers"},
    "botocore": {"adapters"},
    "stripe": {"adapters"},
    "chalice": {"local"},
    "mkdocs": {"mkdocs_plugin", "site_build"},
    "minify": {"site_build"},
    "waitress": {"local"},
    "whitenoise": {"local"},
    "watchfiles": {"local"},
    "yaml": {"forms"},
    "markdown_it": {"forms", "render", "mkdocs_plugin", "site_build"},
    "jinja2": {"render", "local"},
    "multipart": {"form_post"},
    "markupsafe": {"render"},
    "typst": {"receipts"},
    "pyhanko": {"receipts"},
    "pyhanko_certvalidator": {"receipts"},
    "asn1crypto": {"receipts"},
    "segno": {"receipts", "render"},
    # In `local`, the provider of example people signs.
    "joserfc": {"adapters", "local"},
    # In `local`, the simulated trust-service provider holds a key.
    "cryptography": {"adapters", "local", "receipts"},
}
#: Standard library that reaches the outside: the clock, the disk, the network, other programs.
REACHES_OUT = {"socket", "sqlite3", "subprocess", "tempfile", "time", "urllib.request", "http.client", "shutil"}
MAY_REACH_OUT = {"adapters", "local", "site_build"}


def _ours(found: Import) -> str | None:
    root, _, rest = found.imported.partition(".")
    return rest if root == "schalter" else None


def test_package_has_modules_to_look_at():
    """The walk sees the rooms: a law over an empty package would hold and mean nothing."""
    assert {"forms", "cases", "payments", "receipts", "adapters"} <= {room_of(name) for name in module_files()}
    assert any(_ours(found) == "forms.model" for found in imports())


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_room_imports_only_what_is_below_it(room):
    """Forms, cases, payments and receipts import downwards only; what must go back goes through the outbox."""
    allowed = ROOMS[room] | {room, ""}
    broken = [
        str(found)
        for found in imports()
        if room_of(found.module) == room and (ours := _ours(found)) is not None and room_of(ours) not in allowed
    ]
    assert broken == []


def test_every_module_has_its_place():
    """A new room or top-level module is put into the law before it is used."""
    known = set(ROOMS) | {"adapters", ""} | JOINS_EVERYTHING | DOORS
    assert {room_of(name) for name in module_files()} <= known


def test_adapter_imports_nouns_and_ports_only():
    """An adapter knows the port it implements and the values that pass through it, and no verb."""
    broken = [
        str(found)
        for found in imports()
        if room_of(found.module) == "adapters"
        and (ours := _ours(found)) is not None
        and room_of(ours) not in BASE | {"adapters"}
        and ours not in NOUNS_AND_PORTS
    ]
    assert broken == []


def test_nothing_in_the_cloud_imports_a_door():
    """What serves or builds on one machine is imported by other doors only."""
    broken = [str(found) for found in imports() if room_of(found.module) not in DOORS and room_of(_ours(found) or "") in DOORS]
    assert broken == []


def test_only_wiring_and_doors_know_adapters():
    """No room names a vendor's adapter; they are joined in one visible place."""
    knows = {"adapters"} | JOINS_EVERYTHING | DOORS
    broken = [str(found) for found in imports() if room_of(_ours(found) or "") == "adapters" and room_of(found.module) not in knows]
    assert broken == []


def test_vendor_is_imported_where_it_belongs():
    """Every package from outside has its rooms; one that is not in the table is not used yet."""
    broken = []
    for found in imports():
        root = found.imported.partition(".")[0]
        if root == "schalter" or root in sys.stdlib_module_names:
            continue
        if room_of(found.module) not in VENDORS.get(root, set()):
            broken.append(str(found))
    assert broken == []


def test_standard_library_that_reaches_out_stays_outside_the_rooms():
    """Rooms decide; the clock, the disk and the network come to them as arguments."""
    broken = [str(found) for found in imports() if found.imported in REACHES_OUT and room_of(found.module) not in MAY_REACH_OUT]
    assert broken == []
