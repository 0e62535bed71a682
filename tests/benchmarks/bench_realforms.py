"""How much of the 70 real forms in `../shared/reference/realforms/` comes across, by kind, and every loss.

**How it is counted.** An *input* is a component that asks for something; it is carried over only if kind, label, demand, options,
limits (lengths, numbers, counts, days, files) and default are in the form, else it is one loss however much of it is there. Texts
without a limit have our usual one (250 and 5,000 characters), repeats without one have 50 entries.

A *condition* is a script, a simple condition or a rule that shows, hides or demands; it is carried over only if it is a rule of
ours that says the same; `tests/unit/importers/test_judged.py` runs the scripts and the rules and compares. Two kinds are shown
apart: conditions without effect in the source (beside a script Form.io does not look at them) are not counted at all, and
conditions on something that the form does not ask (`environment`: how somebody logged in, what was prefilled) are counted where our
form asks for it in a first section; the share without them is printed too.

*Validators* are the demands of `validate`, a *message* is the source's own wording of an error, a *calculation* a `calculateValue`.
"""

import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from tests.support import realforms

from schalter.importers.report import COUNTED, Line

#: The promise: shares of inputs and conditions.
TARGETS = {"input": 95, "condition": 90}


def main() -> None:
    """Print the shares by kind, then every loss."""
    forms = {path.stem: realforms.imported(path) for path in realforms.files()}
    if not forms:
        print(realforms.ABSENT)
        return
    seen, carried = Counter[str](), Counter[str]()
    losses: dict[tuple[str, str], list[tuple[str, Line]]] = defaultdict(list)
    notes = Counter[str]()
    for name, found in forms.items():
        seen += found.report.seen
        carried += found.report.carried
        for line in found.report.losses:
            losses[line.what, line.kind].append((name, line))
        notes.update(line.kind for line in found.report.notes)
    _shares(len(forms), seen, carried)
    _checked(forms)
    print("carried over otherwise, or of no effect in the source:")
    print("  " + ", ".join(f"{kind} ({count})" for kind, count in notes.most_common()))
    for (what, kind), members in sorted(losses.items(), key=lambda item: -len(item[1])):
        print(f"lost, {what}: {kind} ({len(members)})")
        for name, line in members:
            print(f"  {name}: {line.key}: {line.why}")


def _shares(forms: int, seen: Counter[str], carried: Counter[str]) -> None:
    print(f"{forms} forms, carried over without loss:")
    for what in COUNTED:
        target = f", target {TARGETS[what]} %" if what in TARGETS else ""
        print(f"  {what}s: {_share(carried[what], seen[what])}{target}")
        for name in sorted(name for name in seen if name.startswith(f"{what}: ")):
            print(f"    {name.partition(': ')[2]}: {_share(carried[name], seen[name])}")
    outside = "condition: environment"
    own = _share(carried["condition"] - carried[outside], seen["condition"] - seen[outside])
    strict = _share(carried["condition"] - carried[outside], seen["condition"])
    print(f"  conditions on questions of the form alone: {own}; with those on the environment counted as lost: {strict}")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def _checked(forms: dict[str, realforms.Imported]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = list(realforms.complaints(forms, Path(folder)))
    faulty = {line.partition(":")[0] for line in said}
    print(f"forms that pass `schalter check`: {len(forms) - len(faulty)} of {len(forms)}, {len(said)} complaints")


if __name__ == "__main__":
    main()
