"""Which categories of personal data a form asks for: the privacy notice (Art. 13 DSGVO) and the record (Art. 30) say it."""

from collections.abc import Mapping

from .model import Field, Form

#: In the order in which they are named; the last two are what articles 9 and 10 of the GDPR protect more. `none`: nothing personal.
CATEGORIES = (
    "identity", "contact", "address", "bank", "payment", "tax", "vehicle", "documents", "matter", "special", "criminal", "none",
)  # fmt: skip
_BY_KIND: Mapping[str, str] = {
    "email": "contact",
    "phone": "contact",
    "postcode": "address",
    "country": "address",
    "nationality": "identity",
    "iban": "bank",
    "tax_id": "tax",
    "plate": "vehicle",
    "vin": "vehicle",
    "file": "documents",
    "signature": "identity",
    "declaration": "none",
    "info": "none",
}
_BY_TOKEN: Mapping[str, str] = {
    **dict.fromkeys(("name", "honorific-prefix", "given-name", "additional-name", "family-name", "bday", "sex"), "identity"),
    **dict.fromkeys(
        ("street-address", "address-line1", "address-line2", "address-level2", "postal-code", "country", "country-name"), "address"
    ),
    **dict.fromkeys(("email", "tel", "url"), "contact"),
}
#: Fields of the national inventory, as far as our blocks hold them.
_BY_FIM: Mapping[str, str] = {
    **dict.fromkeys(("F00000013", "F00000014", "F00000043", "F00000045", "F00000067"), "identity"),
    **dict.fromkeys(("F00000027", "F00000035", "F00000455", "F60000000243"), "address"),
}


def category(field: Field) -> str:
    """Return the category of an answer: what the editor says, else what can be told, else `matter`, what the service is about."""
    return (
        field.category
        or _BY_FIM.get(field.fim or "")
        or _BY_TOKEN.get(field.autocomplete or "")
        or _BY_KIND.get(field.kind)
        or "matter"
    )


def categories(form: Form) -> tuple[str, ...]:
    """Return the categories of all that a form asks for, and of the payment where one follows, each once."""
    found = {category(field) for field in form.every_field()} | ({"payment"} if form.pays_now else set())
    return tuple(name for name in CATEGORIES if name in found and name != "none")
