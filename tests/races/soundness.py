"""A program: bring figures up to date, then prove orders, stock, money and figures; prints JSON."""

import json
import os
import sys

sys.path.insert(0, os.getcwd())


def main() -> None:
    import django

    django.setup()
    from shop.invariants.checking import check_invariants
    from stats import draining, proof

    is_settled = draining.settle(budget_s=60)
    report, figures = check_invariants(), proof.check_stats()
    broken = {
        one.id: [str(example) for example in one.finding.examples][:5]
        for one in report.outcomes
        if not one.ok
    }
    print(
        json.dumps({
            "settled": is_settled,
            "broken": broken,
            "differences": figures.differences,
            "cells": figures.cells,
        })
    )  # fmt: skip


if __name__ == "__main__":
    main()
