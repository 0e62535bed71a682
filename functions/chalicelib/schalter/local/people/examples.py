"""The example people, their groups, and what the groups are worth where the town's file says nothing of a desk."""

from dataclasses import dataclass

from ...forms.desk import EVERY_OFFICE, Desk, Grant

CLIENT_ID = "schalter-vorort"
#: Opens nothing but the provider of this machine.
CLIENT_SECRET = "vorort"  # noqa: S105
#: Where the provider lies on the local server.
MOUNT = "/_people"


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody to click. The names are made up."""

    subject: str
    name: str
    #: What the page says of the person, German and English.
    about: tuple[str, str]
    groups: tuple[str, ...]


EXAMPLES = (
    Example("lesen", "Lena Lesch", ("Bürgeramt: nur lesen", "Citizens’ office: read only"), ("buergeramt-lesen",)),
    Example(
        "sachbearbeitung", "Samir Sauer", ("Bürgeramt: Sachbearbeitung", "Citizens’ office: case worker"), ("buergeramt-arbeit",)
    ),
    Example("zweite", "Ayla Aydin", ("Bürgeramt: Sachbearbeitung", "Citizens’ office: case worker"), ("buergeramt-arbeit",)),
    Example(
        "entscheidung",
        "Edda Ebert",
        ("Bürgeramt: bearbeitet und entscheidet", "Citizens’ office: works and decides"),
        ("buergeramt-arbeit", "buergeramt-entscheidung"),
    ),
    Example("kasse", "Karim Kassel", ("Stadtkasse, alle Ämter", "Treasury, all offices"), ("kasse",)),
    Example(
        "gewerbe", "Greta Graf", ("Gewerbeamt: bearbeitet und entscheidet", "Trade office: works and decides"), ("gewerbeamt",)
    ),
    Example("leitung", "Lothar Lenz", ("alle Ämter, alle Rechte", "all offices, all rights"), ("leitung",)),
    Example(
        "verteilung",
        "Vera Vogt",
        ("Bürgeramt: verteilt die Arbeit", "Citizens’ office: hands out the work"),
        ("buergeramt-leitung",),
    ),
    Example("ohne", "Otto Ohnesorg", ("angemeldet, aber ohne Zugang", "signed in, but without access"), ("kantine",)),
)

GRANTS = (
    Grant("buergeramt-lesen", "buergeramt", ("read",)),
    Grant("buergeramt-arbeit", "buergeramt", ("read", "work")),
    Grant("buergeramt-entscheidung", "buergeramt", ("decide",)),
    Grant("buergeramt-leitung", "buergeramt", ("read", "admin")),
    Grant("gewerbeamt", "gewerbeamt", ("read", "work", "decide")),
    Grant("kasse", EVERY_OFFICE, ("read", "treasury")),
    Grant("leitung", EVERY_OFFICE, ("read", "work", "decide", "treasury", "admin")),
)


def example_desk(base_url: str) -> Desk:
    """Return the desk of a server at ``base_url`` where example people sign in."""
    return Desk(f"{base_url}{MOUNT}", CLIENT_ID, GRANTS)
