"""A member's pages: whom to visit next, planning a visit, saying what was done."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from accounts.roles import RoleRequiredMixin
from common.dates import local_today
from common.errors import BusinessRuleError
from sellers.models import HouseholdRecord
from teams import next_visits, visiting
from teams.forms import DoneForm, PlanForm
from teams.models import CommunityTeam
from teams.reach import own_places
from teams.words import NOT_HOME

PER_PAGE = 15
#: So many plans are shown, the first days first.
PLANS = 20


@method_decorator(never_cache, name="dispatch")
class MineView(RoleRequiredMixin, TemplateView):
    """The teams of a member; a single one opens at once."""

    template_name = "teams/mine.html"

    def get(self, request, *args, **kwargs):
        """Show the list, or go on."""
        teams = {place.team_id: place.team for place in own_places(request.user)}
        if len(teams) == 1:
            return redirect("teams:team", pk=next(iter(teams)))
        return self.render_to_response(self.get_context_data(teams=list(teams.values())))


@method_decorator(never_cache, name="dispatch")
class MemberMixin(RoleRequiredMixin):
    """Let members of the team in, for the communes where they are posted."""

    @cached_property
    def places(self):
        """Return the places of this team where the member is posted."""
        return own_places(self.request.user).filter(team_id=self.kwargs["pk"])

    @cached_property
    def team(self) -> CommunityTeam:
        """Return the team; another one does not exist."""
        place = next(iter(self.places), None)
        if place is None:
            raise Http404
        return place.team

    @cached_property
    def household(self) -> HouseholdRecord:
        """Return a household of these communes; any other does not exist."""
        found = next_visits.household_of(self.places, self.kwargs["household"])
        if found is None:
            raise Http404
        return found


class TeamView(MemberMixin, TemplateView):
    """What is promised, and who stands still in one hamlet."""

    template_name = "teams/team.html"

    def get_context_data(self, **kwargs):
        """Add the plans, the hamlet and one page of its households."""
        team, places, asked = self.team, list(self.places), self.request.GET
        around = next_visits.around(places, code=asked.get("xa", "")[:5], hamlet=asked.get("xom"))
        here = around.current
        found = next_visits.stuck(code=here.commune_code, hamlet=here.hamlet) if here else []
        planned = next_visits.planned(places, most=PLANS + 1)
        page = Paginator(found, PER_PAGE).get_page(asked.get("trang"))
        return super().get_context_data(
            team=team,
            planned=planned[:PLANS],
            has_more_plans=len(planned) > PLANS,
            around=around,
            page_obj=page,
            total=len(found),
            kept=urlencode({"xa": here.commune_code, "xom": here.hamlet}) if here else "",
            **kwargs,
        )


class _VisitMixin(MemberMixin, FormView):
    template_name = "teams/visit.html"
    title = button = ""

    def get_context_data(self, **kwargs):
        """Add whom it is about."""
        return super().get_context_data(
            team=self.team,
            household=self.household,
            title=self.title,
            button=self.button,
            planned_on=self.planned_on,
            **kwargs,
        )

    @cached_property
    def planned_on(self):
        """Return the day that the team promised, or nothing."""
        return visiting.planned_day(team=self.team, household=self.household)

    def act(self, form) -> str:
        """Do it and return the words for the member."""
        raise NotImplementedError

    def form_valid(self, form):
        """Do it, or say why not."""
        try:
            words = self.act(form)
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        messages.success(self.request, words)
        return redirect("teams:team", pk=self.team.pk)


class PlanView(_VisitMixin):
    """Promise a visit."""

    form_class = PlanForm
    title, button = "Hẹn đến thăm", "Hẹn ngày này"

    def act(self, form) -> str:
        """Plan."""
        day = form.cleaned_data["day"]
        household = self.household
        visiting.plan(team=self.team, household=household, on=day, by=self.request.user)
        return f"Đã hẹn đến nhà {household.head_name} ngày {day:%d/%m}."


class MakeView(_VisitMixin):
    """Say when somebody went and what was done."""

    form_class = DoneForm
    title, button = "Đã đến thăm", "Ghi lần đến này"

    def get_initial(self):
        """Suggest the planned day once it has come, or else today."""
        today = local_today()
        return {"day": min(self.planned_on or today, today).isoformat()}

    def act(self, form) -> str:
        """Note the visit; a plan for later stays, and the words say so."""
        done, day, name = (
            form.cleaned_data["done"],
            form.cleaned_data["day"],
            self.household.head_name,
        )
        planned_on = self.planned_on
        visiting.make(
            team=self.team, household=self.household, on=day, done=done, by=self.request.user
        )
        met = "không gặp ai ở nhà" if done == [NOT_HOME] else "đã đến nhà"
        kept = f" Hẹn ngày {planned_on:%d/%m} vẫn giữ." if planned_on and planned_on > day else ""
        return f"Đã ghi: ngày {day:%d/%m} {met} {name}.{kept}"


class CallOffView(MemberMixin, View):
    """Forget a promise."""

    http_method_names = ["post"]

    def post(self, request, pk, household):
        """Call it off."""
        if visiting.call_off(team=self.team, household=self.household):
            messages.success(request, f"Đã bỏ hẹn với nhà {self.household.head_name}.")
        return redirect("teams:team", pk=pk)
