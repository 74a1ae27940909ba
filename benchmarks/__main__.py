"""`make bench`: every measurement of one run, with the machine that it was made on."""

from __future__ import annotations

import sys

from benchmarks import commands, folding, projecting, reading
from benchmarks.machine import describe
from benchmarks.ratios import show


def main() -> int:
    """Measure and print. Ends with 1 where an aim was missed, so that a script can tell."""
    ratios = [*folding.measure(), *reading.measure(), *commands.measure(), *projecting.measure()]
    show(ratios, describe())
    return 0 if all(item.met for item in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
