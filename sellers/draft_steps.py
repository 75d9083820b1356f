"""The six steps of the listing wizard, and reading the answers back. Knows no request."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from sellers.draft_forms import AmountForm, GoodsForm, PackForm, StoryForm, WizardPriceForm
from sellers.listings import ListingFacts


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: its place in the row, the word in its address, its form and template."""

    number: int
    slug: str
    form: type[forms.Form]

    @property
    def template(self) -> str:
        """Return the template of the screen."""
        return f"sellers/wizard/{self.slug.replace('-', '_')}.html"


STEPS = tuple(
    Step(number, slug, form)
    for number, (slug, form) in enumerate(
        (
            ("anh", forms.Form),
            ("mon", GoodsForm),
            ("cach-ban", PackForm),
            ("gia", WizardPriceForm),
            ("so-luong", AmountForm),
            ("xem-lai", StoryForm),
        ),
        start=1,
    )
)
PHOTO, GOODS, PACK, PRICE, AMOUNT, CHECK = STEPS
BY_SLUG = {step.slug: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: facts when all is there, else the first step that lacks something."""

    facts: ListingFacts | None
    missing: Step | None


def read(answers: Mapping[str, str], *, has_photo: bool) -> Reading:
    """Read the answers of a draft again, as its screens do. 1 query."""
    if not has_photo:
        return Reading(None, PHOTO)
    found = {}
    for step in STEPS[1:]:
        form = step.form(answers)
        if not form.is_valid():
            return Reading(None, step)
        found |= form.cleaned_data
    facts = ListingFacts(
        title=found["title"],
        product_set=found["product_set"],
        price_vnd=found["price"],
        sale_unit=found["sale_unit"],
        net_weight_g=found["net_weight"],
        stock=found["stock"],
        description=found["description"],
        harvest_mask=found["harvest_mask"],
    )
    return Reading(facts, None)


def after(step: Step, reached: int) -> Step:
    """Return the screen after ``step``: the last one again when it was seen already."""
    if reached >= AMOUNT.number:
        return CHECK
    return STEPS[min(step.number, len(STEPS) - 1)]
