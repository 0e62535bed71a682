"""Prints every benchmark: `make bench`, or `make bench` with names: `python -m tests.benchmarks store page`."""

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run the named benchmarks, or all of them in the order of their names."""
    names = sys.argv[1:] or sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    for name in names:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
