"""What a public change leaves behind, so that kept pages know that they are old."""

from django.db import models


class PageChange(models.Model):
    """A change of something public, written by a trigger in the writer's own transaction.

    The sum of a tag's numbers is its version. Rows are only added, so writers never wait for each
    other; folding many rows into one keeps the sum.
    """

    tag = models.PositiveSmallIntegerField()
    #: Drawn, not counted: a restored database must not come by a sum that a page was kept for.
    number = models.PositiveBigIntegerField()

    class Meta:
        db_table = "page_change"
        indexes = [models.Index(fields=["tag", "number"], name="page_change_of_tag")]

    def __str__(self) -> str:
        return f"{self.tag} +{self.number}"
