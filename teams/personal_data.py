"""What teams hold of a person: who planned and made visits, and who founded a team."""

import datetime as dt

from django.db.models import Q

from accounts.personal_data.holders import Holder, Person, register
from accounts.personal_data.keeping import keep
from common.dates import format_date, local_date
from teams.models import CommunityTeam, HouseVisit
from teams.words import done_words


def _forgets(person: Person) -> dict[str, int]:
    """Forget who went; that the team went stays."""
    user = person.user
    return {
        "visits_planned": HouseVisit.objects.filter(planned_by=user).update(planned_by=None),
        "visits_made": HouseVisit.objects.filter(made_by=user).update(made_by=None),
        "teams": CommunityTeam.objects.filter(founded_by=user).update(founded_by=None),
    }


def _tables(person: Person) -> dict[str, list]:
    """Return the visits, the household by its code: its name belongs to somebody else."""
    own = HouseVisit.objects.filter(Q(planned_by=person.user) | Q(made_by=person.user))
    return {
        "den_tham_ho": [
            {"to": one.team.name, "ma_ho": one.household.code, "hen": format_date(one.planned_on),
             "den": format_date(one.made_on) if one.made_on else "",
             "da_lam": done_words(one.done)}
            for one in own.select_related("team", "household").order_by("pk")
        ]
    }  # fmt: skip


@keep("visit_names", days=365)
def _visit_names(before: dt.datetime) -> int:
    """Forget who planned and made old visits: results are those of the team."""
    old = HouseVisit.objects.filter(planned_on__lt=local_date(before))
    named = old.filter(Q(planned_by__isnull=False) | Q(made_by__isnull=False))
    return named.update(planned_by=None, made_by=None)


register(Holder("teams", forgets=_forgets, tables=_tables))
