"""Which fee line, and so which account, a movement of money belongs to: to the cent, line by line. Pure.

A charge is shared out over the case's lines as they were charged. What goes back is shared out over what the town still holds of
each line, and what comes again after it (a refund that failed, a dispute that was won) as it went. So a line never gives back more
than it took, and when all is given back every line stands at zero.
"""

from collections.abc import Sequence

from ..payments.ledger import CHARGE, DISPUTE, DISPUTE_WON, REFUND, REFUND_FAILED, Entry

#: What comes again: kind to the kind that it undoes. Both have the provider's id of the same thing.
_UNDOES = {REFUND_FAILED: REFUND, DISPUTE_WON: DISPUTE}


def split(cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return ``cents`` in parts that go with ``weights`` and add up to it: each rounded down, the largest remainders a cent more.

    Args:
        cents: 0 or more.
        weights: none below 0; at least one above it, unless ``cents`` is 0. No part exceeds its weight where ``cents``
            does not exceed their sum.
    """
    total = sum(weights)
    if cents == 0 and total == 0:
        return (0,) * len(weights)
    if cents < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("nothing to share out over")
    parts = [cents * weight // total for weight in weights]
    left = cents - sum(parts)
    # Where remainders are equal the first line has the cent, so that everybody comes to the same parts.
    first = sorted(range(len(weights)), key=lambda i: (-(cents * weights[i] % total), i))
    for i in first[:left]:
        parts[i] += 1
    return tuple(parts)


def shares(entries: Sequence[Entry], lines: Sequence[int]) -> list[tuple[int, ...]]:
    """Return for each entry of one payment, oldest first, its signed cents line by line.

    Args:
        entries: everything that moved for this payment until then; fees of the provider are not among it.
        lines: what each line of the case was charged with, in cents; at least one above 0.
    """
    held = [0] * len(lines)
    done: dict[tuple[str, str], tuple[int, ...]] = {}
    shared = []
    for entry in entries:
        parts = _parts(entry, held, lines, done)
        done[entry.kind, entry.provider_ref] = parts
        held = [amount + part for amount, part in zip(held, parts, strict=True)]
        shared.append(parts)
    return shared


def _parts(
    entry: Entry, held: Sequence[int], lines: Sequence[int], done: dict[tuple[str, str], tuple[int, ...]]
) -> tuple[int, ...]:
    undone = done.get((_UNDOES.get(entry.kind, ""), entry.provider_ref))
    if undone is not None and sum(undone) == -entry.cents:
        return tuple(-part for part in undone)
    if entry.cents >= 0 or entry.kind == CHARGE:
        return split(entry.cents, lines)
    # A bank takes back what was refunded already: then more goes than is held, and the lines bear it as they were charged.
    weights = [max(amount, 0) for amount in held]
    parts = split(-entry.cents, weights if sum(weights) >= -entry.cents else lines)
    return tuple(-part for part in parts)
