"""What a form says about its service, apart from questions and fees: what is taken, and what is complained of."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML
from tests.support.editing import BASE, TODAY, compiled, form_of

from schalter.forms.catalog import unconfirmed
from schalter.forms.categories import categories, category
from schalter.forms.changes import changes
from schalter.forms.circular import circular
from schalter.forms.confirmation import MAIL_CODE, Confirmation
from schalter.forms.fees import Charge, charge
from schalter.forms.json_schema import json_schema
from schalter.forms.links import link_problem, web_problem
from schalter.forms.model import Fact, Field
from schalter.forms.service import WithdrawalRule

URL = "url: {text: 'https://www.proben.example/', status: own}"
REDIRECT = f"offer: {{way: redirect, provider: {{de: Amt}}, {URL}, status: sourced, source: dort, note: nur dort}}\n"
#: A form that asks nothing, and what it still says.
ASKS_NOTHING = (
    BASE.partition("retention:")[0]
    + "fees:"
    + BASE.partition("fees:")[2].partition("examples:")[0].replace("    show_if: anzahl != null\n", "").replace(" * anzahl", "")
)


def complaints(tmp_path: Path, form: str) -> list[str]:
    return [str(c).partition(":")[2].partition(":")[2] for c in compiled(tmp_path, form=form)[1]]


def is_valid(form: str) -> bool:
    """Return whether the schema in an editor's program accepts the form."""
    data: Any = YAML(typ="safe", pure=True).load(form)
    return jsonschema_rs.is_valid(json_schema(), data)


def test_form_is_online_unless_it_says_otherwise(tmp_path: Path) -> None:
    """A form that says nothing of how it is offered is online, and its compiled shape is as it was before there were ways."""
    form = form_of(tmp_path)
    assert (form.offer.way, form.asks, form.charges) == ("online", True, True)
    assert "offer" not in compiled(tmp_path / "again")[0]["forms"]["probe"]


WITHOUT_QUESTIONS = {
    "redirect": REDIRECT,
    "redirect_unknown": "offer: {way: redirect, provider: {de: Kreis}, status: own}\n",
    "appointment": "offer: {way: appointment, text: {de: Bitte mit Passbild.}}\n",
    "download": f"offer: {{way: download, {URL}}}\n",
    "own_download": "offer: {way: download, url: {text: /dateien/antrag.pdf, status: own}}\n",
}


@pytest.mark.parametrize("offer", WITHOUT_QUESTIONS.values(), ids=WITHOUT_QUESTIONS)
def test_service_without_questions(offer: str, tmp_path: Path) -> None:
    """A service that is elsewhere, in person or on paper needs no questions, no retention and no examples."""
    form = form_of(tmp_path, form=offer + ASKS_NOTHING)
    assert not form.asks
    assert form.retention_days is None
    assert is_valid(offer + ASKS_NOTHING)


WITH_QUESTIONS = {
    "partly": "offer: {way: partly, text: {de: Nur Verlängerungen.}, status: conflict}\n",
    "appointment": f"offer: {{way: appointment, {URL}}}\n",
    "online": "offer: {way: online, status: own, note: als Formular}\n",
}


@pytest.mark.parametrize("offer", WITH_QUESTIONS.values(), ids=WITH_QUESTIONS)
def test_service_with_questions(offer: str, tmp_path: Path) -> None:
    """A service may be online in part, and a form may prepare an appointment; then nothing is paid here."""
    form_file = offer + (BASE.replace('fee: "5.00"', 'fee: "0.00"') if "appointment" in offer else BASE)
    form = form_of(tmp_path, form=form_file)
    assert form.asks
    assert is_valid(form_file)
    if form.offer.way == "appointment":
        assert charge(form, {"art": "rot", "anzahl": 2}, TODAY) == Charge()


REFUSED = {
    "rebuilt": (
        REDIRECT + BASE,
        ["a service offered by way of 'redirect' has no form here; one that prepares an appointment has 'way: appointment'"],
    ),
    "nowhere": ("offer: {way: redirect}\n" + ASKS_NOTHING, ["a service offered by way of 'redirect' needs 'provider'"]),
    "no_file": ("offer: {way: download}\n" + ASKS_NOTHING, ["a service offered by way of 'download' needs 'url'"]),
    "which_part": ("offer: {way: partly}\n" + BASE, ["a service offered by way of 'partly' needs 'text'"]),
    "unknown_way": (
        "offer: {way: appointmnt}\n" + ASKS_NOTHING,
        ["'way' must be one of online, partly, appointment, redirect, download, got 'appointmnt', did you mean 'appointment'?"],
    ),
    "no_way": ("offer: {status: own}\n" + ASKS_NOTHING, ["key 'way' is missing"]),
    "no_questions": (ASKS_NOTHING, ["key 'examples' is missing", "key 'retention' is missing", "key 'sections' is missing"]),
    "examples_of_nothing": (
        REDIRECT + ASKS_NOTHING + "examples:\n  - {name: leer, answers: {}}\n",
        ["'examples' stands without 'sections'"],
    ),
}


@pytest.mark.parametrize(("form", "said"), REFUSED.values(), ids=REFUSED)
def test_wrong_offers(form: str, said: list[str], tmp_path: Path) -> None:
    """What does not go together is named; a national service is never rebuilt."""
    found = [line.partition(": ")[2] for line in complaints(tmp_path, form)]
    assert [line for line in found if "says what it leads to" not in line] == said


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "examples_of_nothing"])
def test_schema_refuses_wrong_offers(name: str) -> None:
    """The schema refuses the same, while the editor types."""
    assert not is_valid(REFUSED[name][0])


RULE = "withdrawal: {before_work: 80, before_decision: 25, basis: {text: § 5, status: own}}\n"


def test_withdrawal_is_compiled_and_must_be_confirmed(tmp_path: Path) -> None:
    """The rule is as written; without one all goes back until the work begins. Its law must be confirmed before production."""
    form = form_of(tmp_path / "with", form=BASE + RULE)
    assert form.withdrawal == WithdrawalRule(80, 25, Fact("§ 5", "own"))
    assert form_of(tmp_path / "without").withdrawal == WithdrawalRule(100, 0)
    assert "§ 5" in circular(form, "de")
    assert "80 % goes back before the work begins, then 25 %" in circular(form, "en")


WRONG_RULES = (
    ("before_work: 101, ", "'before_work' must be from 0 to 100, got 101"),
    ("before_work: -1, ", "'before_work' must be from 0 to 100, got -1"),
    ("before_work: 20, before_decision: 25, ", "'before_decision' must be from 0 to 20, got 25"),
    ("before_decision: all, ", "'before_decision' must be a whole number, got text"),
)


@pytest.mark.parametrize(("keys", "said"), WRONG_RULES)
def test_wrong_rules_for_withdrawals(keys: str, said: str, tmp_path: Path) -> None:
    """No share is over the whole, and whoever withdraws later gets no more back than whoever does so at once."""
    rule = f"withdrawal: {{{keys}basis: {{text: § 5, status: own}}}}\n"
    assert said in "\n".join(complaints(tmp_path, BASE + rule))


CODE = "confirmation: {by: mail_code}\n"


def test_confirmation_is_compiled_and_told(tmp_path: Path) -> None:
    """The form says that a code goes to its address, and so do the text that is sent round and the change of it."""
    form = form_of(tmp_path, form=BASE + CODE)
    assert form.confirmation == Confirmation(MAIL_CODE)
    assert "geht ein Code an die E-Mail-Adresse (email)" in circular(form, "de")
    assert "a code goes to the e-mail address (email)" in " ".join(circular(form, "en").split())
    without = compiled(tmp_path / "without")[0]["forms"]["probe"]
    assert "confirmation" not in without
    with_it = compiled(tmp_path / "with", form=BASE + CODE)[0]["forms"]["probe"]
    said = "Bestätigung der E-Mail-Adresse: bisher nichts, jetzt Code per E-Mail, vor dem Absenden."
    assert said in changes(without, with_it, "de")
    assert is_valid(BASE + CODE)


@pytest.mark.parametrize(
    ("find", "write", "said"),
    [
        ("- block: kontakt", "- {id: email, kind: text, label: {de: Post}, required: true}", "needs a question of kind 'email'"),
        ("- block: kontakt", "- {id: email, kind: email, label: {de: E-Mail}}", "'email' is not required, or below a condition"),
        (
            "- block: kontakt",
            '- {id: email, kind: email, label: {de: E-Mail}, required: true, show_if: art == "rot", show_if_text: {de: Nur Rot.}}',
            "'email' is not required, or below a condition",
        ),
        (
            "- block: kontakt",
            '- {group: post, title: {de: Post}, show_if: art == "rot", show_if_text: {de: Nur Rot.}, '
            "fields: [{id: email, kind: email, label: {de: E-Mail}, required: true}]}",
            "'email' is not required, or below a condition",
        ),
        ("by: mail_code", "by: letter", "'by' must be one of mail_code, got 'letter'"),
    ],
)
def test_code_needs_an_address_of_everybody(find: str, write: str, said: str, tmp_path: Path) -> None:
    """A form that some people could send without an address would ask them for a code that cannot come."""
    form = (BASE + CODE).replace(find, write)
    assert said in "\n".join(complaints(tmp_path, form))


def test_address_in_a_group_is_one(tmp_path: Path) -> None:
    """A question that stands in a group that everybody answers is asked of everybody."""
    group = "- {group: post, title: {de: Post}, fields: [{id: email, kind: email, label: {de: E-Mail}, required: true}]}"
    assert form_of(tmp_path, form=(BASE + CODE).replace("- block: kontakt", group)).confirmation


def test_withdrawal_needs_its_law(tmp_path: Path) -> None:
    """No share without the law or statute that it rests on."""
    assert "key 'basis' is missing" in "\n".join(complaints(tmp_path, BASE + "withdrawal: {before_work: 50}\n"))


BAD_ADDRESSES = [
    "http://proben.example/",
    "HTTPS:proben.example",
    "javascript:alert(1)",
    "//proben.example",
    "https://proben",
    "https://bund.de@proben.example/",
    "https://proben.example/ antrag",
    'https://proben.example/"onclick=',
    "https://proben.example\\@evil.example/",
    "https://[::1",
    "proben.example",
    "",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_bad_addresses(address: str) -> None:
    """An address that is no plain https link is refused wherever an editor may write one."""
    assert web_problem(address)
    assert web_problem(address, ours=True)
    assert link_problem(address)


def test_good_addresses() -> None:
    """Plain addresses are taken; our own pages, mail and telephone only where a text may lead to them."""
    for address in ("https://www.fuehrungszeugnis.bund.de/", "https://a-b.example:8443/x?y=1&z=ü".replace("ü", "%C3%BC")):
        assert web_problem(address) is None
        assert link_problem(address) is None
    assert web_problem("/hilfe/") is not None
    for address in ("/hilfe/", "mailto:post@musterstadt.example", "tel:+495251880"):
        assert link_problem(address) is None
    for address in ("mailto:", "mailto:a@b.example?subject=x", "tel:", "tel:05251 88"):
        assert link_problem(address) is not None


def test_bad_address_is_named_with_its_place(tmp_path: Path) -> None:
    """The complaint stands at the address and says what is wrong with it."""
    form = REDIRECT.replace("https:", "http:") + ASKS_NOTHING
    assert complaints(tmp_path, form) == [
        "57: 'http://www.proben.example/' is no link to lead citizens to: it must begin with https://"
    ]


def test_offers_are_confirmed_before_production(tmp_path: Path) -> None:
    """How a service is offered, and where it leads, must be confirmed like every fact; so must an address that nobody knows."""

    def named(folder: str, offer: str) -> set[tuple[str, str]]:
        catalog, faults = compiled(tmp_path / folder, form=offer + ASKS_NOTHING)
        assert faults == []
        return {(u.path, u.status) for u in unconfirmed(catalog) if u.path.startswith("offer")}

    assert named("a", REDIRECT) == {("offer.url", "own")}
    assert named("b", WITHOUT_QUESTIONS["redirect_unknown"]) == {("offer", "own"), ("offer.url", "unknown")}


LAW = """\
trust_level: {level: hoch, status: own, note: wie beim Bund}
written_form: {needed: true, status: sourced, source: § 18 BMG}
output: {type: certificate, channels: [post, in_person], within_days: 3}
fim: {schema: S60000022, version: "1.2", status: own}
purpose: {de: Ausstellen., en: Issuing.}
legal_data:
  - {text: Art. 6 DSGVO, status: own}
recipients:
  - {de: Der Kreis, en: The district}
data_subjects:
  - {de: Kinder, en: Children}
"""


def test_law_and_data(tmp_path: Path) -> None:
    """Everything that a form says of law and data loads as it was written, and the schema accepts it."""
    form = form_of(tmp_path, form=LAW + BASE)
    assert is_valid(LAW + BASE)
    assert form.trust_level is not None
    assert (form.trust_level.level, form.trust_level.status) == ("hoch", "own")
    assert form.written_form is not None
    assert form.written_form.needed
    assert form.output is not None
    assert (form.output.channels, form.output.within_days) == (("post", "in_person"), 3)
    assert form.fim is not None
    assert (form.fim.schema, form.fim.version) == ("S60000022", "1.2")
    use = form.data_use
    assert [fact.text for fact in use.legal] == ["Art. 6 DSGVO"]
    assert ([text["de"] for text in use.recipients], [text["de"] for text in use.subjects]) == (["Der Kreis"], ["Kinder"])


def test_law_and_data_are_confirmed_before_production(tmp_path: Path) -> None:
    """What is claimed must be confirmed; a purpose and a legal basis that nobody wrote are missing, in the town's file too."""

    def named(folder: str, form: str) -> dict[str, str]:
        catalog, faults = compiled(tmp_path / folder, form=form)
        assert faults == []
        return {fact.path: fact.message for fact in unconfirmed(catalog)}

    bare, said = named("a", BASE), named("b", LAW + BASE)
    assert bare["purpose"] == "purpose: nobody has said it"
    assert {"legal_data", "data_protection", "data_authority", "data_processors"} <= bare.keys()
    assert {"trust_level.level", "fim.schema", "legal_data[0]"} <= said.keys()
    assert not {"purpose", "legal_data", "written_form.needed"} & said.keys()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("trust_level: {level: mittel, status: own}\n", "'level' must be one of none, basis, substantiell, hoch, got 'mittel'"),
        ("trust_level: {level: hoch}\n", "key 'status' is missing"),
        ("trust_level: {level: hoch, status: sourced}\n", "a fact with status 'sourced' needs its 'source'"),
        ("written_form: {needed: ja, status: own}\n", "'needed' must be true or false, got text"),
        (
            "output: {type: certificate, channels: [brief]}\n",
            "'channels' must be one of post, download, email, account, in_person, got 'brief'",
        ),
        ("legal_data: Art. 6\n", "'legal_data' must be a list, got text"),
    ],
)
def test_wrong_law(wrong: str, said: str, tmp_path: Path) -> None:
    """A wrong level, a missing status, an unknown channel: each is named."""
    assert [line.partition(": ")[2] for line in complaints(tmp_path, wrong + BASE)] == [said]
    assert not is_valid(wrong + BASE) or "sourced" in wrong


def question(**values: Any) -> Field:
    return Field(id="x", label={"de": "?"}, **{"kind": "text", **values})


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (question(autocomplete="family-name"), "identity"),
        (question(fim="F00000045"), "identity"),
        (question(kind="email"), "contact"),
        (question(kind="postcode"), "address"),
        (question(autocomplete="address-level2"), "address"),
        (question(kind="iban"), "bank"),
        (question(kind="plate"), "vehicle"),
        (question(kind="file"), "documents"),
        (question(kind="declaration"), "none"),
        (question(kind="long_text"), "matter"),
        (question(category="special", autocomplete="name"), "special"),
    ],
)
def test_category_of_an_answer(field: Field, expected: str) -> None:
    """The editor's word counts first, then the national inventory, the browser's token, the kind; the rest is the matter itself."""
    assert category(field) == expected


def test_categories_of_a_form(tmp_path: Path) -> None:
    """A form names each of its categories once, and the payment where one follows."""
    form = form_of(tmp_path, form=BASE.replace("kind: text\n", "kind: text\n        category: special\n"))
    assert categories(form) == ("contact", "payment", "matter", "special")
    assert "payment" not in categories(replace(form, fees=()))


def test_categories_of_repeated_entries(tmp_path: Path) -> None:
    """What is asked of several people counts as what is asked once."""
    group = """\
      - group: kinder
        title: {de: Kinder}
        repeat: {maximum: 3, entry: {de: Kind}, add: {de: Noch ein Kind}}
        fields:
          - {id: name, kind: text, label: {de: Name}, autocomplete: name}
"""
    form = form_of(tmp_path, form=BASE.replace("      - block: kontakt\n", f"      - block: kontakt\n{group}"))
    assert "identity" in categories(form)
