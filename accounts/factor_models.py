"""Facts about the second factor of operators and the sessions in which they work."""

from django.db import models
from django.utils import timezone


class SecondFactor(models.Model):
    """The secret that an operator's phone app makes codes from, sealed with ``SEAL_KEYS``."""

    user = models.OneToOneField(
        "accounts.User", models.CASCADE, related_name="second_factor", primary_key=True
    )
    sealed = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    #: Keyed hash of the browser that began it: no other one is shown the secret.
    browser_hash = models.CharField(max_length=64, blank=True, db_default="", default="")
    #: A first code was right; before that the factor opens nothing.
    confirmed_at = models.DateTimeField(null=True)
    #: Number of the 30 seconds whose code was used last: that and older ones are refused.
    last_step = models.BigIntegerField(default=0)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    #: Made by the demo: a machine for trying out shows its codes.
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = "mã bảo vệ hai lớp"
        verbose_name_plural = "mã bảo vệ hai lớp"

    def __str__(self) -> str:
        return f"{self.user}"


class RecoveryCode(models.Model):
    """A code on paper that opens one session when the phone is lost."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã dự phòng"
        verbose_name_plural = "mã dự phòng"
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recoverycode_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {'đã dùng' if self.used_at else 'còn'}"


class StaffSession(models.Model):
    """A stretch of work of one operator in one browser, entered with the second factor."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="staff_sessions")
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    last_seen_at = models.DateTimeField("lần cuối", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc", null=True)
    #: Keyed hash of the address it began from.
    address_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "phiên làm việc"
        verbose_name_plural = "phiên làm việc"
        indexes = [models.Index(fields=["user", "-id"], name="staffsession_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"
