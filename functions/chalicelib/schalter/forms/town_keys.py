"""The keys of a municipality's file beside those of paying and of the treasury; part of the table in `schema`."""

from collections.abc import Mapping

from .desk import GROUPS_CLAIM, ROLES
from .keys import Key

#: Whose services a municipality offers: those of towns, those of a Kreis, or both, as a kreisfreie Stadt does.
TOWN, COUNTY, INDEPENDENT = "town", "county", "independent"
LEVELS = (TOWN, COUNTY, INDEPENDENT)
#: Each colour with what it is used for.
COLOURS: Mapping[str, str] = {
    "brand": "Ground of the header, such as `#12294d`; white is written on it.",
    "accent": "The line below the header, on `brand`.",
    "action": "Buttons and links in light mode: white is written on it, and it is written on white.",
    "action_dark": "Buttons and links in dark mode: written on dark blue, and dark blue on it.",
}

TOWN_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "municipality": (
        Key("name", "fact", "Name of the town.", True),
        Key("ags", "fact", "Official municipality key, eight digits; of a Kreis the five digits of its own key.", True),
        Key("prefix", "string", "Two to four capital letters that begin every reference.", True),
        Key(
            "level", "string", "`town`: belongs to a Kreis, which offers the services of its own offices. `county`: the Kreis. "
            "`independent`: a kreisfreie Stadt, which offers both. Default: `independent`.", False, LEVELS,
        ),
        Key("county", "string", "The Kreis that the town belongs to: its file's name without `.yml`."),
        Key("region", "fact", "The region that it belongs to."),
        Key("address", "[fact]", "Postal address of the town hall, line by line.", True),
        Key("phone", "fact", "Telephone number of the town."),
        Key("email", "fact", "E-mail address of the town."),
        Key("hours", "text", "Opening hours of the town hall."),
        Key("website", "fact", "Address of the town's website."),
        Key("portal", "fact", "Where these pages are published: `https://` and a name, nothing behind it."),
        Key("services", "town_services", "Which services it offers, if not all of its level."),
        Key("offices", "[town_office]", "How to reach its offices; those not named are reached at the town hall."),
        Key("colours", "colours", "Its own colours; their contrast is checked."),
        Key("logo", "string", "Its coat of arms or logo, an SVG file in the folder named like this file, such as `logo.svg`."),
        Key("fees", "[town_fee]", "The amounts that the town's own statutes lay down."),
        Key("languages", "[string]", "Languages of the pages, German first, as codes such as `en` or `uk`. Default: de, en."),
        Key("demo", "bool", "`false` takes the strip away that calls every page a demonstration; without the key it is there."),
        Key("data_protection", "[fact]", "How to reach the data protection officer, line by line."),
        Key("data_authority", "[fact]", "The supervisory authority for data protection, line by line."),
        Key("data_processors", "[text]", "Who works with the data for the town, and where: operators of machines, the "
            "payment service."),
        Key("data_license", "fact", "The licence of what the town publishes as open data, an address below "
            "`http://dcat-ap.de/def/licenses/`."),
        Key("data_contributor", "fact", "The town as GovData knows it, an address below `http://dcat-ap.de/def/contributors/`."),
        Key("bank_account", "bank_account", "The account that transfers go to."),
        Key("payment", "payment", "How the town takes money, for all services and for single ones."),
        Key("treasury", "treasury", "How the town's treasury (Stadtkasse) numbers and books payments."),
        Key("court", "fact", "The administrative court that decisions name, with its seat: where people can sue."),
        Key("desk", "desk", "Who works at the desk (`/amt/`), and where they sign in."),
        Key("file_system", "file_system", "Where closed files are handed over to, and who says that they arrived."),
    ),
    "desk": (
        Key("issuer", "string", "The town's OpenID provider, as it calls itself: `https://` and what follows.", True),
        Key("client_id", "string", "As what these pages are registered there.", True),
        Key("groups_claim", "string", f"The claim of the ID token that holds somebody's groups. Default: `{GROUPS_CLAIM}`."),
        Key("grants", "[desk_grant]", "What the groups of the town's directory may do.", True),
    ),
    "desk_grant": (
        Key("group", "string", "The group, as the provider sends it.", True),
        Key("office", "string", "The office: the name of its folder; `\"*\"` for all of them.", True),
        Key("roles", "[string]", "What its members may do there: look (`read`), work on cases (`work`), decide and set fees "
            "(`decide`), give back and take money (`treasury`), hand out work (`admin`). Each includes `read`.", True, ROLES),
    ),
    "town_services": (
        Key("only", "[string]", "The only forms that it offers: their files' names without `.yml`."),
        Key("without", "[string]", "The forms that it does not offer."),
    ),
    "town_office": (
        Key("office", "string", "The office: the name of its folder.", True),
        Key("contact", "contact", "How to reach it.", True),
    ),
    "colours": tuple(Key(name, "string", doc) for name, doc in COLOURS.items()),
}  # fmt: skip
