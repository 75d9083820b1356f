"""The page of the comparisons."""

from stats import queries
from stats.models import ProofRun
from stats.pages.frame import badge, freshness_words

_RUNS = 20


def proof_context() -> dict:
    """Return the last comparisons and the state now. 2 queries."""
    runs = list(ProofRun.objects.all()[:_RUNS])
    return {
        "runs": runs,
        "proof": badge(runs[0] if runs else None),
        "freshness_words": freshness_words(queries.freshness()),
    }
