"""What is done to words before everybody reads them: contacts hidden, reasons to wait found."""

from dataclasses import dataclass

from common.contacts import hide_contacts
from common.text import normalize_lines
from sellers import listing_rules

#: Rules about papers, stars or alcohol are for who sells; a buyer may say "5 sao" or "bia".
KINDS = frozenset({"insult", "claim", "contact", "drug", "tobacco", "weapon", "fake"})
HIDES = "Có số điện thoại hoặc đường dẫn, đã che."


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that may be shown, and why it should wait for a look; empty when it need not."""

    text: str
    reasons: tuple[str, ...]
    #: What to tell the person who wrote it, where it is refused instead of kept waiting.
    advice: str


def clean(text: str) -> Cleaned:
    """Return a text without contacts, with the reasons of the rules that it meets."""
    shown = hide_contacts(normalize_lines(text))
    hits = [
        hit
        for hit in listing_rules.find_hits(title="", description=shown)
        if hit.rule.kind in KINDS
    ]
    return Cleaned(
        text=shown,
        reasons=tuple(f"{hit.rule.says_reviewer} Chữ “{hit.words}”." for hit in hits),
        advice=" ".join(dict.fromkeys(hit.rule.says_seller for hit in hits)),
    )
