"""Oscar's reviews app, forked: what buyers say of goods, and what people ask about them."""

from oscar.apps.catalogue.reviews import apps


class CatalogueReviewsConfig(apps.CatalogueReviewsConfig):
    """Oscar's own pages stay hidden: a review is written from the page of an order."""

    name = "catalogue.reviews"
