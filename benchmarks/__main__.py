"""`make bench`: every measurement of one run, with the machine that it was made on."""

from __future__ import annotations

import logging
import sys

import structlog

from benchmarks import (
    accountability,
    authorising,
    commands,
    folding,
    hardening,
    pages,
    projecting,
    reading,
    vault,
    verifying,
)
from benchmarks.machine import describe
from benchmarks.ratios import show

MEASURED = (
    folding,
    reading,
    hardening,
    commands,
    authorising,
    accountability,
    pages,
    vault,
    verifying,
    projecting,
)


def main() -> int:
    """Measure and print all, or the modules that are named. Ends with 1 where an aim was missed, so that a
    script can tell.
    """
    known = {module.__name__.rpartition(".")[2]: module for module in MEASURED}
    names = sys.argv[1:] or list(known)
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"expected some of {', '.join(known)}, found {unknown[0]}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    ratios = []
    for number, name in enumerate(names, 1):
        module = known[name]
        title = (module.__doc__ or "").partition(".")[0]
        print(f"{number} of {len(names)}: {title}", file=sys.stderr, flush=True)
        ratios += module.measure()
    show(ratios, describe())
    return 0 if all(item.met for item in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
