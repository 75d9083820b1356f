"""The moderators' list of words and photos of shoppers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from sellers.feedback import moderating, moderation_rows

PER_PAGE = 20


class ModerationView(RoleRequiredMixin, TemplateView):
    """What waits, what is shown, what is not; one decision at a time."""

    template_name = "sellers/moderation.html"

    def get_context_data(self, **kwargs):
        """Add one page of reviews or questions."""
        kind, view = self.asked()
        said = moderating.found(kind, view, self.request.user)
        page = Paginator(said, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            kind=kind,
            view=view,
            views=moderating.VIEWS.items(),
            page_obj=page,
            rows=moderation_rows.rows_of(kind, page.object_list),
            refusals=moderating.REFUSALS,
            kept=f"loai={kind}&xem={view}",
            **kwargs,
        )

    def asked(self) -> tuple[str, str]:
        """Return which list is asked for; anything else is the first one."""
        kind, view = self.request.GET.get("loai"), self.request.GET.get("xem")
        return (
            kind if kind in moderating.KINDS else "danh-gia",
            view if view in moderating.VIEWS else "cho-xem",
        )

    def post(self, request, *args, **kwargs):
        """Show or refuse one of them."""
        said = self.one()
        decision, seen = request.POST.get("decision"), request.POST.get("seen", "")
        how = {"said": said, "by": request.user, "seen": seen}
        try:
            if decision in ("show", "show-words"):
                moderating.show(**how, drop_photos=decision == "show-words")
                messages.success(request, "Đã cho hiện.")
            elif request.POST.get("reason") in dict(moderating.REFUSALS):
                moderating.refuse(**how, reason=request.POST["reason"])
                messages.success(request, "Đã ghi: không hiện.")
            else:
                messages.error(request, "Chọn lý do không cho hiện.")
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
        return redirect(request.get_full_path())

    def one(self):
        """Return the review or question of the form when it is in reach."""
        kind, pk = self.request.POST.get("kind"), self.request.POST.get("pk", "")
        is_id = pk.isascii() and pk.isdigit() and len(pk) < 19
        if kind not in moderating.KINDS or not is_id:
            raise Http404
        said = moderating.in_reach(kind, self.request.user).filter(pk=pk).first()
        if said is None:
            raise Http404
        return said
