"""Officials found teams and read what came of their visits."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from common.text import sort_key
from sellers.helping import appointing
from stats import exporting, pages
from stats.views.base import OfficialMixin
from teams import founding, result_pages
from teams.forms import FoundForm, MemberForm, PlaceForm
from teams.models import CommunityTeam
from teams.next_visits import titles_of
from teams.reach import members_of, teams_in

PER_PAGE = 50


class _OfficeMixin(RoleRequiredMixin):
    @cached_property
    def communes(self):
        """Return the communes in reach."""
        return appointing.communes_in_reach(self.request.user)

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """Return the communes in reach for a field, by name."""
        found = sorted(self.communes, key=lambda commune: sort_key(commune.name))
        return [(commune.code, commune.title) for commune in found]


class TeamsView(_OfficeMixin, FormView):
    """The teams of the own communes, and founding another."""

    form_class = FoundForm
    template_name = "teams/teams.html"

    def get_form_kwargs(self):
        """Offer the communes in reach."""
        return super().get_form_kwargs() | {"communes": self.choices}

    def get_context_data(self, **kwargs):
        """Add one page of teams with their communes."""
        teams = teams_in(self.communes).prefetch_related("places")
        page = Paginator(teams, PER_PAGE).get_page(self.request.GET.get("trang"))
        names = titles_of({p.commune_code for team in page for p in team.places.all()})
        rows = [
            (team, ", ".join(names.get(p.commune_code, p.commune_code) for p in team.places.all()))
            for team in page
        ]
        return super().get_context_data(page_obj=page, rows=rows, **kwargs)

    def form_valid(self, form):
        """Found the team."""
        answers = form.cleaned_data
        commune = self.communes.get(code=answers["commune"])
        try:
            team = founding.found(name=answers["name"], commune=commune, by=self.request.user)
        except BusinessRuleError as refused:
            form.add_error("name", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã lập {team.name}.")
        return redirect("teams:one", pk=team.pk)


class _TeamMixin(_OfficeMixin):
    @cached_property
    def team(self) -> CommunityTeam:
        """Return a team with a commune in reach; any other does not exist."""
        return get_object_or_404(teams_in(self.communes), pk=self.kwargs["pk"])

    @cached_property
    def own_codes(self) -> set[str]:
        """Return the communes of the team, all of them."""
        return set(self.team.places.values_list("commune_code", flat=True))

    @cached_property
    def free_choices(self) -> list[tuple[str, str]]:
        """Return the communes in reach that the team does not have yet."""
        team = self.team
        return [choice for choice in self.choices if choice[0] not in self.own_codes and team]

    def get_success_url(self) -> str:
        """Stay with the team."""
        return reverse("teams:one", args=[self.team.pk])


class TeamView(_TeamMixin, FormView):
    """The members and communes of a team, and another member."""

    form_class = MemberForm
    template_name = "teams/one.html"

    def get_context_data(self, **kwargs):
        """Add members and communes."""
        team = self.team
        names = titles_of(self.own_codes)
        place_form = kwargs.pop("place_form", None)
        if place_form is None and self.free_choices:
            place_form = PlaceForm(communes=self.free_choices, auto_id="xa-%s")
        posts = Paginator(members_of(team, self.communes), PER_PAGE)
        page = posts.get_page(self.request.GET.get("trang"))
        members = [(post, names.get(post.commune_code, "")) for post in page]
        return super().get_context_data(
            team=team,
            members=members,
            page_obj=page,
            places=sorted(names.values(), key=sort_key),
            place_form=place_form,
            **kwargs,
        )

    def form_valid(self, form):
        """Add the member, in the communes of the team that are in reach."""
        communes = list(self.communes.filter(code__in=self.own_codes))
        try:
            user = founding.add_member(
                team=self.team, communes=communes, by=self.request.user, **form.cleaned_data
            )
        except BusinessRuleError as refused:
            form.add_error("phone", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"{user} đã vào tổ.")
        return super().form_valid(form)


class AddPlaceView(_TeamMixin, View):
    """One more commune for a team."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Add it."""
        form = PlaceForm(request.POST, communes=self.free_choices)
        if not self.free_choices:
            raise Http404
        if not form.is_valid():
            messages.error(request, "Chọn xã, phường muốn thêm.")
            return redirect("teams:one", pk=pk)
        commune = self.communes.get(code=form.cleaned_data["commune"])
        try:
            elsewhere = founding.add_place(team=self.team, commune=commune, by=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Tổ nay phụ trách thêm {commune.full_name}.")
            if elsewhere:
                names = ", ".join(map(str, elsewhere))
                messages.warning(request, f"{names} đang ở tổ khác của xã ấy nên không chuyển.")
        return redirect("teams:one", pk=pk)


class ResultsView(OfficialMixin, TemplateView):
    """What came of visits, by team and commune."""

    template_name = "teams/results.html"

    def get_context_data(self, **kwargs):
        """Add the table."""
        csv_url = reverse("teams:results-csv")
        return super().get_context_data(
            **pages.shell("ladder", self.scope),
            **result_pages.context(self.scope, self.freshness, self.links, csv_url),
            **kwargs,
        )


class ResultsFileView(OfficialMixin, View):
    """The same as CSV, noted in the log before it leaves."""

    http_method_names = ["get"]

    def get(self, request):
        """Draw, note and send."""
        return exporting.csv_answer(
            result_pages.rows(self.scope),
            what="to-cong-nghe-so",
            name="to-cong-nghe-so",
            by=request.user,
            query=exporting.place_query(self.scope),
        )
