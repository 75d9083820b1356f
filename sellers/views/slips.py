"""Slips for officials of a commune and operators: who has an account, who gets a slip."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from accounts.models import RoleGrant
from accounts.roles import Role, RoleRequiredMixin, has_role, official_scope
from common.errors import BusinessRuleError
from common.text import slug
from places.models import Commune
from sellers.households import queries
from sellers.households.sheets import MOST_SLIPS, issue_sheet
from sellers.households.slips import NO_HAMLET, draw_slips

PER_PAGE = 50


class SlipsMixin(RoleRequiredMixin):
    """Officials see the own communes, operators all; ``self.codes`` is None for all."""

    codes: frozenset[str] | None = None

    def setup(self, request, *args, **kwargs):
        """Find whose households this person may see."""
        super().setup(request, *args, **kwargs)
        if not has_role(request.user, Role.OPERATOR):
            scope = official_scope(request.user)
            self.codes = scope.commune_codes if scope else frozenset()

    def own_commune(self, code: str) -> Commune:
        """Return a commune in reach; any other does not exist."""
        is_own = self.codes is None or code in self.codes
        commune = Commune.objects.filter(code=code).first() if is_own else None
        if commune is None:
            raise Http404
        return commune


class CommunesView(SlipsMixin, TemplateView):
    """The communes with households; who has one only is led there."""

    template_name = "sellers/slips_communes.html"

    def get(self, request, *args, **kwargs):
        """List the communes, or go on to the only one."""
        if self.codes is not None and len(self.codes) == 1:
            return redirect("sellers:slips-commune", code=next(iter(self.codes)))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add households and claims of each commune. 2 queries."""
        counted = {row[0]: row[1:] for row in queries.communes_with_households(self.codes)}
        communes = Commune.objects.filter(code__in=counted).order_by("name_folded", "code")
        rows = [(commune, *counted[commune.code]) for commune in communes]
        return super().get_context_data(rows=rows, **kwargs)


class HamletsView(SlipsMixin, TemplateView):
    """The hamlets of a commune, and the last prints."""

    template_name = "sellers/slips_hamlets.html"

    def get_context_data(self, code, **kwargs):
        """Add hamlets and prints."""
        return super().get_context_data(
            commune=self.own_commune(code),
            hamlets=queries.hamlets_of(code),
            sheets=queries.sheets_of(code),
            no_hamlet=NO_HAMLET,
            is_one_of_many=self.codes is None or len(self.codes) > 1,
            **kwargs,
        )


class HamletView(SlipsMixin, TemplateView):
    """The households of a hamlet; print for all that lack a slip, or anew for one."""

    template_name = "sellers/slips_hamlet.html"

    def get_context_data(self, code, **kwargs):
        """Add one page of households and what a print would do."""
        commune, name = self.own_commune(code), self.request.GET.get("ten", "")
        hamlet = next((row for row in queries.hamlets_of(code) if row.name == name), None)
        if hamlet is None:
            raise Http404
        search = self.request.GET.get("q", "").strip()[:80]
        found = queries.household_rows(code, name, search=search)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            commune=commune,
            hamlet=hamlet,
            title=name or NO_HAMLET,
            page_obj=page,
            search=search,
            kept=urlencode({"ten": name, "q": search}),
            next_print=min(hamlet.without_slip, MOST_SLIPS),
            **kwargs,
        )


class PrintView(SlipsMixin, View):
    """Issue slips and send them as a PDF; every print is kept with who asked for it."""

    http_method_names = ["post"]

    def post(self, request, code):
        """Print the hamlet, or one household of it."""
        self.own_commune(code)
        hamlet, one = request.POST.get("hamlet", ""), request.POST.get("household", "")
        try:
            issued = issue_sheet(
                commune_code=code,
                hamlet=hamlet,
                issuer_label=_label(request.user),
                issued_by=request.user,
                household_id=int(one) if one.isdecimal() and len(one) < 18 else None,
            )
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
            return redirect("sellers:slips-commune", code=code)
        answer = HttpResponse(draw_slips(issued), content_type="application/pdf")
        name = f"phieu-{code}-{slug(hamlet or NO_HAMLET)}-{issued.sheet.pk}.pdf"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer


def _label(user) -> str:
    """Return the name and the role of who prints, as they are now. 1 query."""
    is_operator = has_role(user, Role.OPERATOR)
    role = RoleGrant.Role.OPERATOR if is_operator else RoleGrant.Role.COMMUNE_OFFICIAL
    return f"{user.full_name or f'Tài khoản số {user.pk}'}, {role.label.lower()}"
