"""The two-level address of Vietnam since 1 July 2025: province, commune, one free line."""

from django.db import models


class CommuneAddressMixin(models.Model):
    """Adds the province and commune that an address lies in; joins are on their codes."""

    province = models.ForeignKey(
        "places.Province", models.PROTECT, related_name="+", null=True, blank=True
    )
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", null=True, blank=True
    )

    #: Vietnam has used five digits since 2018; Oscar asks for six.
    POSTCODES_REGEX = {"VN": r"^[0-9]{5}$"}

    class Meta:
        abstract = True
