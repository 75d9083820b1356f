"""Files to print that a board asked for."""

from django.db import models

from common.files import private_files


class MarketPrint(models.Model):
    """One PDF of posters or cards of a whole market; written by ``markets.printing`` only.

    It names traders and their accounts, so row and file go after a day.
    """

    market = models.ForeignKey("markets.Market", models.CASCADE, related_name="prints")
    #: A word of ``markets.prints.KINDS``.
    kind = models.CharField("cỡ", max_length=8)
    asked_by = models.ForeignKey("accounts.User", models.SET_NULL, related_name="+", null=True)
    asked_at = models.DateTimeField("bấm lúc")
    ready_at = models.DateTimeField("xong lúc", null=True, blank=True)
    file = models.FileField("tệp", upload_to="prints/", storage=private_files, blank=True)
    size_bytes = models.PositiveIntegerField("dung lượng", default=0)
    stalls = models.PositiveIntegerField("số quầy", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "tệp in của chợ"
        verbose_name_plural = "tệp in của chợ"
        indexes = [models.Index(fields=["asked_at"], name="marketprint_asked")]

    def __str__(self) -> str:
        return f"{self.market_id} {self.kind}"
