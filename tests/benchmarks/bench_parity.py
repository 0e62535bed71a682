"""Python and the browser judge random forms and answers alike: `python -m tests.benchmarks parity`.

Each submission is judged as the server does and, in Chromium, from what the form's page holds; what applies, what is wrong, what
is kept and calculated, and what it costs must be the same to the last sign. `SCHALTER_SEED` repeats a run.
"""

import os
import random
import time
from collections import Counter

from tests.support.browser import chromium
from tests.support.parity import differing

#: At least so many submissions: forms times submissions of each, a batch at a time.
FORMS, SUBMISSIONS, BATCH = 25_000, 4, 250
#: What came of submissions, as printed; the rest of the tally are codes of errors.
OUTCOMES = ("right", "entries", "calculated", "charged")


def main() -> None:
    """Print the figures.

    Raises:
        RuntimeError: the two differ; the first difference is printed whole.
    """
    seed = int(os.environ.get("SCHALTER_SEED", random.SystemRandom().randrange(2**32)))
    print(f"SCHALTER_SEED={seed}", flush=True)
    rng = random.Random(seed)  # repeatable, not secret
    tally: Counter[str] = Counter()
    began = time.perf_counter()
    with chromium() as browser:
        page = browser.new_page()
        for _ in range(FORMS // BATCH):
            if found := differing(page, rng, forms=BATCH, submissions=SUBMISSIONS, tally=tally):
                print(found[0])
                raise RuntimeError(f"{len(found)} of {tally['all']} judged differently")
    took = time.perf_counter() - began
    print(f"{FORMS:,} random forms, {tally['all']:,} submissions in {took:.0f} s: none judged differently by Python and Chromium")
    codes = set(tally) - {"all", *OUTCOMES}
    shares = ", ".join(f"{name} {tally[name] / tally['all']:.0%}" for name in OUTCOMES)
    print(
        f"  = {tally['all'] / took:,.0f} a second; {shares}; {len(codes)} codes of errors, {sum(tally[c] for c in codes):,} errors"
    )
