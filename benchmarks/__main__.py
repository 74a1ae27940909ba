"""`make bench`: every measurement of one run, with the machine that it was made on."""

from __future__ import annotations

import sys

from benchmarks import accountability, commands, folding, projecting, reading, vault, verifying
from benchmarks.machine import describe
from benchmarks.ratios import show

MEASURED = (folding, reading, commands, accountability, vault, verifying, projecting)


def main() -> int:
    """Measure and print. Ends with 1 where an aim was missed, so that a script can tell."""
    ratios = []
    for number, module in enumerate(MEASURED, 1):
        title = (module.__doc__ or "").partition(".")[0]
        print(f"{number} of {len(MEASURED)}: {title}", file=sys.stderr, flush=True)
        ratios += module.measure()
    show(ratios, describe())
    return 0 if all(item.met for item in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
