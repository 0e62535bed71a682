"""The states of an attempt, a refund and a dispute: one table each, from which the rules and the diagram are made; and why refunds
are made. Pure.

States stand in an order, and a thing only ever moves on in it. So what the provider says may come in any order, twice, or days
late: the last state in the order that was ever said is the state. What can still become of a thing in truth stands behind it: a
refund that went out may come back, a debit that seemed to have failed may turn out paid.
"""

from dataclasses import dataclass

PLANNED, OPEN, PROCESSING, PAID, FAILED, EXPIRED = "planned", "open", "processing", "paid", "failed", "expired"
PENDING, SUCCEEDED = "pending", "succeeded"
DISPUTED, LOST, WON = "disputed", "lost", "won"
#: Why a refund is made: the fee came twice; somebody made it by hand in the provider's own pages; the application was withdrawn;
#: the town charged too much; the town lets it go for another reason.
SURPLUS, BY_HAND, WITHDRAWN, OVERCHARGED, GOODWILL = "surplus", "by_hand", "withdrawn", "overcharged", "goodwill"


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one kind of thing."""

    name: str
    #: From the first to the last; whoever hears of a state before the present one stays where they are.
    order: tuple[str, ...]
    #: (from, to, what happened): what moves it where nothing is missed. Messages that are lost or late make it skip states.
    ways: tuple[tuple[str, str, str], ...]

    def moves_on(self, state: str, said: str) -> bool:
        """Return whether ``said`` comes after ``state``.

        Raises:
            ValueError: there is no such state.
        """
        return self.order.index(said) > self.order.index(state)

    def to_mermaid(self) -> str:
        """Return the machine as a Mermaid state diagram."""
        arrives = {to for _, to, _ in self.ways}
        leaves = {start for start, _, _ in self.ways}
        lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in self.order if state not in arrives)]
        lines += [f"    {start} --> {to}: {what}" for start, to, what in self.ways]
        return "\n".join([*lines, *(f"    {state} --> [*]" for state in self.order if state not in leaves)])


ATTEMPT = Machine(
    "attempt",
    (PLANNED, OPEN, PROCESSING, EXPIRED, FAILED, PAID),
    (
        (PLANNED, OPEN, "the provider opened a checkout"),
        (OPEN, PAID, "card or wallet"),
        (OPEN, PROCESSING, "direct debit ordered"),
        (OPEN, EXPIRED, "nobody paid within a day"),
        (PROCESSING, PAID, "the bank paid, days later"),
        (PROCESSING, FAILED, "the bank refused, days later"),
        (FAILED, PAID, "the bank thought again"),
    ),
)
REFUND = Machine(
    "refund",
    (PLANNED, PENDING, SUCCEEDED, FAILED),
    (
        (PLANNED, PENDING, "the provider took it on"),
        (PLANNED, SUCCEEDED, "the provider sent it"),
        (PLANNED, FAILED, "the provider will not send it"),
        (PENDING, SUCCEEDED, "it arrived"),
        (PENDING, FAILED, "it came back"),
        (SUCCEEDED, FAILED, "it came back late"),
    ),
)
DISPUTE = Machine(
    "dispute",
    (DISPUTED, LOST, WON),
    (
        (DISPUTED, LOST, "the bank found for the payer"),
        (DISPUTED, WON, "the bank found for the town"),
        (LOST, WON, "the bank thought again"),
    ),
)
MACHINES = (ATTEMPT, REFUND, DISPUTE)
