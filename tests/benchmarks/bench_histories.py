"""100,000 random lives of payments: events in any order, doubled and late, networks that fail, processes that are killed."""

import os
import random
import time
from concurrent.futures import ProcessPoolExecutor

from tests.support.payment_histories import run

HISTORIES = 100_000
#: Lives in one piece of work.
PIECE = 500


def main() -> None:
    """Live them all and print how many, how fast, and from which seed."""
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    number = int(os.environ.get("SCHALTER_HISTORIES", HISTORIES))
    print(f"SCHALTER_SEED={seed}", flush=True)
    begun = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        lived = list(pool.map(_piece, range(seed, seed + number, PIECE)))
    seconds = time.perf_counter() - begun
    histories, paid, surplus, refunds, disputes = map(sum, zip(*lived, strict=True))
    print(f"{histories:,} histories, {histories / seconds:,.0f}/s with {os.cpu_count()} cores; the books were right after each one")
    print(f"{paid:,} paid, {surplus:,} of them twice, {refunds:,} refunds, {disputes:,} disputes")


def _piece(seed: int) -> tuple[int, int, int, int, int]:
    paid = surplus = refunds = disputes = 0
    for number in range(seed, seed + PIECE):
        payment = run(number).payment
        if payment is not None:
            paid += payment.settled is not None
            surplus += len(payment.surplus)
            refunds += len(payment.refunds)
            disputes += len(payment.disputes)
    return PIECE, paid, surplus, refunds, disputes
