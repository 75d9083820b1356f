"""What a date of a tour is called, in the basket and in orders."""

from datetime import date

from catalogue.models import Product
from common.dates import format_date, local_today

_LONGEST = 200


def name_of(tour: Product, day: date) -> str:
    """Return ``Một ngày hái chè, ngày 14/03/2027``."""
    return f"{tour.title[:_LONGEST]}, ngày {format_date(day)}"


def follow(tour: Product) -> None:
    """Call the coming dates after their tour; orders keep their words."""
    coming = Product.objects.filter(parent=tour, tour_date__day__gte=local_today())
    dates = list(coming.select_related("tour_date"))
    for one in dates:
        one.title = name_of(tour, one.tour_date.day)
    Product.objects.bulk_update(dates, ["title"])
