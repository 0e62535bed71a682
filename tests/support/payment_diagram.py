"""Writes the diagrams of the payment's machines into functions/README.md: `python -m tests.support.payment_diagram`."""

from pathlib import Path

from schalter.payments.states import MACHINES

MANUAL = Path(__file__).resolve().parents[2] / "functions" / "README.md"
_BEGIN, _END = "<!-- diagrams -->\n", "<!-- end of diagrams -->\n"


def with_diagrams(text: str) -> str:
    """Return the manual with the diagrams as the tables have them now."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    shown = [
        f"**{machine.name}** ({' < '.join(machine.order)})\n\n```mermaid\n{machine.to_mermaid()}\n```\n" for machine in MACHINES
    ]
    diagrams = "\n".join(shown)
    return f"{before}{_BEGIN}\n{diagrams}\n{_END}{after}"


if __name__ == "__main__":
    MANUAL.write_text(with_diagrams(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
