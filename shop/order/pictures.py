"""The first photo of goods whose images were loaded before."""

from catalogue.cards import Picture, picture_of_image


def first_picture(product) -> Picture | None:
    """Return the first photo that is ready, from prefetched ``images``; None without one.

    A date shows the photo of its tour, from prefetched ``parent__images``.
    """
    if product is None:
        return None
    if product.is_child:
        product = product.parent
    ready = [image for image in product.images.all() if image.rendered_at and not image.refused]
    if not ready:
        return None
    first = min(ready, key=lambda image: (image.display_order, image.pk))
    return picture_of_image(first, alt=first.caption or product.title)
