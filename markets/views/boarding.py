"""Pages of a market's board: stalls and traders, the list from a file, days and account."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from common.spreadsheets import UnreadableFile
from markets import board_queries, boards, importing, statuses
from markets.forms import BoardForm, ImportForm, StallForm, StatusForm
from markets.models import Market, Stall
from markets.reach import markets_in_reach


class BoardMixin(RoleRequiredMixin):
    """Give the view ``self.market``; a market of another board does not exist."""

    market: Market

    def setup(self, request, *args, **kwargs):
        """Find the market among those in reach."""
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        rows = markets_in_reach(request.user).select_related("commune")
        self.market = rows.filter(slug=kwargs["slug"]).first()

    def dispatch(self, request, *args, **kwargs):
        """Stop where there is no market; the gate has spoken before."""
        if getattr(request, "is_let_through", False) and self.market is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the market."""
        return super().get_context_data(market=self.market, **kwargs)

    def own_stall(self, code: str) -> Stall:
        """Return an open stall of the market; any other does not exist."""
        rows = self.market.stalls.select_related("trader__partner").filter(active_to=None)
        stall = rows.filter(code=code).first()
        if stall is None:
            raise Http404
        return stall


class BoardsView(RoleRequiredMixin, TemplateView):
    """The markets in reach; who has one only is led there."""

    template_name = "markets/boards.html"

    def get(self, request, *args, **kwargs):
        """List the markets, or go on to the only one."""
        found = list(markets_in_reach(request.user).select_related("commune").order_by("name"))
        if len(found) == 1:
            return redirect("markets:board", slug=found[0].slug)
        return self.render_to_response(self.get_context_data(markets=found))


class BoardView(BoardMixin, TemplateView):
    """A market at a glance, its stalls and what can be done."""

    template_name = "markets/board.html"

    def get_context_data(self, **kwargs):
        """Add the figures and one page of stalls."""
        asked = self.request.GET
        page = board_queries.board_page(
            self.market, search=asked.get("q", "")[:60], number=asked.get("trang")
        )
        return super().get_context_data(page=page, **kwargs)


class StallNewView(BoardMixin, FormView):
    """A stall and its trader are written down."""

    template_name = "markets/board_stall.html"
    form_class = StallForm

    def form_valid(self, form):
        """Open the stall."""
        try:
            boards.open_stall(market=self.market, facts=form.facts, actor=self.request.user)
        except BusinessRuleError as refused:
            form.add_error("place", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã thêm {form.facts.place}, {form.facts.trader}.")
        return redirect("markets:board", slug=self.market.slug)


class StallView(BoardMixin, FormView):
    """What is written of a stall is mended."""

    template_name = "markets/board_stall.html"
    form_class = StallForm

    def get_initial(self):
        """Show what is known."""
        self.stall = self.own_stall(self.kwargs["code"])
        return StallForm.answers_of(boards.facts_of(self.stall))

    def get_context_data(self, **kwargs):
        """Add the stall."""
        return super().get_context_data(stall=self.own_stall(self.kwargs["code"]), **kwargs)

    def form_valid(self, form):
        """Change the stall."""
        stall = self.own_stall(self.kwargs["code"])
        try:
            boards.change_stall(stall=stall, facts=form.facts, actor=self.request.user)
        except BusinessRuleError as refused:
            form.add_error("place", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã lưu {form.facts.place}.")
        if "bank_account" in form.changed_data and stall.trader.bank_account:
            words = "Mã in cũ vẫn trả vào tài khoản cũ. Gỡ xuống, in mã mới cho quầy."
            messages.warning(self.request, words)
        return redirect("markets:board", slug=self.market.slug)


class StallEndView(BoardMixin, TemplateView):
    """A trader leaves a place: asked first, on a page of its own."""

    template_name = "markets/board_end.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_context_data(self, **kwargs):
        """Add the stall."""
        return super().get_context_data(stall=self.own_stall(self.kwargs["code"]), **kwargs)

    def post(self, request, slug, code):
        """End it."""
        stall = boards.end_stall(stall=self.own_stall(code), actor=request.user)
        messages.success(request, f"{stall.place} đã trống. Nhớ gỡ mã in cũ xuống.")
        return redirect("markets:board", slug=self.market.slug)


class ImportView(BoardMixin, FormView):
    """A list of stalls comes from a file."""

    template_name = "markets/board_import.html"
    form_class = ImportForm

    def form_valid(self, form):
        """Take all rows, or show which ones to mend."""
        try:
            outcome = self._import(form.cleaned_data["file"])
        except (BusinessRuleError, UnreadableFile) as refused:
            form.add_error("file", refused.message)
            return self.form_invalid(form)
        if outcome.errors:
            return self.render_to_response(self.get_context_data(form=form, outcome=outcome))
        messages.success(
            self.request,
            f"Đã nhập: {outcome.new} quầy mới, {outcome.changed} quầy đổi,"
            f" {outcome.same} quầy như cũ.",
        )
        return redirect("markets:board", slug=self.market.slug)

    def _import(self, file) -> importing.Outcome:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list"
            path.write_bytes(file.read())
            return importing.import_stalls(
                market=self.market, path=path, actor=self.request.user
            )  # fmt: skip


class SettingsView(BoardMixin, FormView):
    """Days of the market, its board, and the account for rents."""

    template_name = "markets/board_settings.html"
    form_class = BoardForm

    def get_initial(self):
        """Show what is known."""
        return BoardForm.answers_of(self.market)

    def form_valid(self, form):
        """Write it."""
        clean = form.cleaned_data
        facts = clean | {"board_phone": clean["board_phone"] or ""}
        boards.set_board(market=self.market, facts=facts, actor=self.request.user)
        messages.success(self.request, "Đã lưu thông tin chợ.")
        return redirect("markets:board", slug=self.market.slug)


class StatusView(RoleRequiredMixin, FormView):
    """Officials of the province write down when a market became chợ 4.0 or stopped being it."""

    template_name = "markets/board_status.html"
    form_class = StatusForm

    def get_context_data(self, **kwargs):
        """Add the market and its history."""
        market = Market.objects.filter(slug=self.kwargs["slug"]).first()
        if market is None:
            raise Http404
        return super().get_context_data(
            market=market, history=market.statuses.order_by("-since"), **kwargs
        )

    def form_valid(self, form):
        """Write the next row of the history."""
        market = self.get_context_data()["market"]
        try:
            statuses.set_status(market=market, **form.cleaned_data, actor=self.request.user)
        except BusinessRuleError as refused:
            form.add_error("since", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, f"Đã ghi cho {market.name}.")
        return redirect("markets:status", slug=market.slug)
