"""Facts about community teams. Results are never kept: ``teams.results`` works them out."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from common.dates import local_today

#: A plan that nobody kept for longer than this is none any more.
OVERDUE = dt.timedelta(days=3)


class CommunityTeam(models.Model):
    """A Tổ công nghệ số cộng đồng. Its members are the helpers posted to its places."""

    name = models.CharField("tên tổ", max_length=80)
    founded_at = models.DateTimeField("lập lúc", default=timezone.now)
    founded_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "tổ công nghệ số"
        verbose_name_plural = "tổ công nghệ số"

    def __str__(self) -> str:
        return self.name


class TeamPlace(models.Model):
    """A commune of a team.

    A helper posted to the commune under this name is a member: see ``teams.reach``.
    """

    team = models.ForeignKey(CommunityTeam, models.CASCADE, related_name="places")
    commune_code = models.CharField("mã xã", max_length=5)
    #: Repeats the name of the team, so that no commune has two of one name.
    name = models.CharField("tên tổ", max_length=80)

    class Meta:
        ordering = ["commune_code"]
        verbose_name = "xã của tổ"
        verbose_name_plural = "xã của tổ"
        constraints = [
            models.UniqueConstraint(fields=["commune_code", "name"], name="teamplace_one_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.commune_code}"


class HouseVisitQuerySet(models.QuerySet):
    """Questions about visits."""

    def standing(self):
        """Return the plans that others should leave room for: ahead, or a few days overdue."""
        return self.filter(made_on=None, planned_on__gte=local_today() - OVERDUE)


class HouseVisit(models.Model):
    """A visit to a household, planned for a day and then made. What came of it is not typed."""

    team = models.ForeignKey(CommunityTeam, models.PROTECT, related_name="visits")
    household = models.ForeignKey(
        "sellers.HouseholdRecord", models.CASCADE, related_name="team_visits"
    )
    planned_on = models.DateField("hẹn ngày")
    planned_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    made_on = models.DateField("đã đến ngày", null=True, blank=True)
    made_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: Words of ``teams.words.DONE``, with commas; nothing that somebody wrote about a family.
    done = models.CharField("đã làm", max_length=80, blank=True, default="")

    objects = HouseVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "lần đến thăm"
        verbose_name_plural = "lần đến thăm"
        indexes = [models.Index(fields=["team", "planned_on"], name="housevisit_team")]
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(made_on=None), name="housevisit_one_planned"
            ),
            models.UniqueConstraint(
                fields=["team", "household", "made_on"], name="housevisit_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(made_on=None, made_at=None, done="")
                | (Q(made_on__isnull=False, made_at__isnull=False) & ~Q(done="")),
                name="housevisit_made_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.made_on or self.planned_on}"

    @property
    def is_late(self) -> bool:
        """Say whether the day has passed and nobody wrote that they went."""
        return self.made_on is None and self.planned_on < local_today()

    @property
    def free_from(self) -> dt.date:
        """Return the first day on which another team may plan, if nobody goes until then."""
        return self.planned_on + OVERDUE + dt.timedelta(days=1)
