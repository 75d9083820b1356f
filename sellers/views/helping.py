"""The helper's own pages: the households it helps, asking another, the code it was told."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from accounts import codes, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm
from accounts.roles import RoleRequiredMixin
from common.errors import BusinessRuleError
from common.phones import InvalidPhone
from sellers.helping import acting, asking, grants, queries
from sellers.helping.posts import posts_of
from sellers.helping_forms import AskForm

PER_PAGE = 30
_KEPT = "sellers.help-ask"


class HelperMixin(RoleRequiredMixin):
    """Let helpers in; their consents are their own."""

    def own_grant(self, pk: int):
        """Return a consent of this helper; any other does not exist."""
        grant = queries.own_grant(pk, helper=self.request.user)
        if grant is None:
            raise Http404
        return grant


@method_decorator(never_cache, name="dispatch")
class HelpingView(HelperMixin, FormView):
    """The households that agreed, and asking another."""

    form_class = AskForm
    template_name = "sellers/helping.html"
    success_url = reverse_lazy("sellers:helping-code")

    def get_context_data(self, **kwargs):
        """Add one page of households and where the helper is appointed."""
        found = queries.households_of(self.request.user)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page, has_post=bool(posts_of(self.request.user)), **kwargs
        )

    def form_valid(self, form):
        """Send the household its code, and go on to where it is typed in."""
        typed = form.cleaned_data["household"]
        try:
            asked = asking.ask(
                helper=self.request.user,
                typed=typed,
                browser_key=signin.browser_key(self.request.session),
                ip=client_ip(self.request),
            )
        except codes.TooManyCodes as too_soon:
            if self.request.session.get(_KEPT, {}).get("typed") != typed:
                form.add_error("household", too_soon.message)
                return self.form_invalid(form)
            messages.warning(self.request, too_soon.message)
            return redirect("sellers:helping-code")
        except (BusinessRuleError, InvalidPhone) as refused:
            form.add_error("household", refused.message)
            return self.form_invalid(form)
        self.request.session[_KEPT] = {
            "ask": asked.ask_id,
            "phone": asked.phone,
            "typed": typed,
            "helper": self.request.user.pk,
        }
        return super().form_valid(form)


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class HelpingCodeView(HelperMixin, FormView):
    """Ask for the code that the household reads out."""

    form_class = CodeForm
    template_name = "sellers/helping_code.html"
    success_url = reverse_lazy("sellers:helping")

    def dispatch(self, request, *args, **kwargs):
        """Run only while a question of this helper is on its way in this browser."""
        self.kept = request.session.get(_KEPT, {})
        if request.user.is_authenticated and self.kept.get("helper") != request.user.pk:
            return redirect("sellers:helping")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add what was typed, nothing that the household did not tell."""
        return super().get_context_data(
            typed=self.kept["typed"],
            wait_text=codes.wait_text(phone=self.kept["phone"]),
            **kwargs,
        )

    def form_valid(self, form):
        """Note the consent."""
        try:
            grant = asking.agree(
                helper=self.request.user,
                asked=asking.Asked(self.kept["ask"], self.kept["phone"]),
                code=form.cleaned_data["code"],
                browser_key=signin.browser_key(self.request.session),
            )
        except BusinessRuleError as refused:
            form.add_error("code", refused.message)
            return self.form_invalid(form)
        self.request.session.pop(_KEPT, None)
        messages.success(self.request, f"{grant.seller.partner.name} đã đồng ý.")
        return super().form_valid(form)


class HelpingBeginView(HelperMixin, View):
    """Work for one household from now on, in this browser."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Choose the household; every request checks the consent again."""
        grant = queries.households_of(request.user).filter(pk=pk).first()
        if grant is None:
            raise Http404
        acting.begin(request, grant)
        return redirect("sellers:home")


class HelpingLeaveView(LoginRequiredMixin, View):
    """Stop working for the household of this browser; its consent stays."""

    http_method_names = ["post"]

    def post(self, request):
        """Act for oneself again."""
        acting.leave(request)
        return redirect("sellers:helping")


@method_decorator(never_cache, name="dispatch")
class HelpingEndView(HelperMixin, View):
    """Stop helping a household: on a page of its own."""

    def get(self, request, pk):
        """Ask whether one is sure."""
        name = self.own_grant(pk).seller.partner.name
        context = {
            "title": f"Thôi giúp {name}?",
            "lead": "Muốn giúp lại thì phải xin hộ mã mới.",
            "button": "Thôi giúp hộ này",
            "is_danger": True,
            "back_url": "/ho-tro/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request, pk):
        """End the consent."""
        grant = self.own_grant(pk)
        try:
            grants.end(grant=grant, by=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Đã thôi giúp {grant.seller.partner.name}.")
        return redirect("sellers:helping")
