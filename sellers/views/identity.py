"""The seller proves who it is: asks an official to look, or signs in at a provider."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from common.errors import BusinessRuleError
from sellers.gates import SellerRequiredMixin
from sellers.identity import providers, proving, tax
from sellers.identity.queries import standing_of
from sellers.identity_forms import TaxNumberForm


class IdentityView(SellerRequiredMixin, View):
    """Where the seller stands, and the ways on."""

    def get(self, request):
        """Show it."""
        context = {"standing": standing_of(self.seller), "ways": providers.offered()}
        return render(request, "sellers/identity.html", context)

    def post(self, request):
        """Ask an official to look, or take the question back."""
        try:
            if request.POST.get("viec") == "rut":
                proving.withdraw(seller=self.seller)
                messages.success(request, "Đã rút. Lúc nào cũng nhờ lại được.")
            else:
                proving.ask(seller=self.seller, actor=request.user)
                messages.success(request, "Đã nhờ. Cán bộ xã sẽ gọi hoặc đến nhà.")
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        return redirect("sellers:identity")


@method_decorator([never_cache, sensitive_post_parameters("number")], name="dispatch")
class TaxNumberView(SellerRequiredMixin, FormView):
    """Give the tax number; it is sealed, and its page never shows it."""

    form_class = TaxNumberForm
    template_name = "sellers/tax_number.html"

    def get_context_data(self, **kwargs):
        """Add what is stored, masked."""
        return super().get_context_data(standing=standing_of(self.seller), **kwargs)

    def form_valid(self, form):
        """Seal it."""
        try:
            tax.set_tax_number(
                seller=self.seller, typed=form.cleaned_data["number"], actor=self.request.user
            )
        except BusinessRuleError as refused:
            form.add_error("number", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, "Đã lưu mã số thuế.")
        return redirect("sellers:identity")


class OutsideMixin(SellerRequiredMixin):
    """The way through a provider's own page, when one is set up."""

    def provider(self) -> providers.Provider:
        """Return the provider; without one the page does not exist."""
        outside = (way for way in providers.offered() if not way.IS_DECIDED_HERE)
        found = next(outside, None)
        if found is None:
            raise Http404
        return found

    def back_url(self) -> str:
        """Return the address that the provider was told of."""
        return settings.SITE_URL + reverse("sellers:identity-back")


@method_decorator(never_cache, name="dispatch")
class LeaveView(OutsideMixin, View):
    """Make ready to leave for the provider; the link on the page leads there."""

    http_method_names = ["post"]

    def post(self, request):
        """Keep the secrets in this browser and show the link."""
        provider = self.provider()
        try:
            if first := proving.missing_for_check(self.seller):
                return redirect(proving.PARTS[first].url())
            url = provider.begin(session=request.session, back_url=self.back_url())
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:identity")
        return render(request, "sellers/identity_leave.html", {"url": url, "way": provider})


@method_decorator(never_cache, name="dispatch")
class BackView(OutsideMixin, View):
    """Back from the provider: opening the page changes nothing, the button finishes."""

    def get(self, request):
        """Show the button with what the provider sent along."""
        self.provider()
        names = ("code", "state", "iss", "error")
        sent = {name: request.GET[name][:2000] for name in names if name in request.GET}
        return render(request, "sellers/identity_back.html", {"sent": sent})

    def post(self, request):
        """Have the answer checked and link the e-identity."""
        provider = self.provider()
        answer = {name: request.POST.get(name, "") for name in ("code", "state", "error")}
        if request.POST.get("iss"):
            answer["iss"] = request.POST["iss"]
        try:
            claims = provider.finish(
                session=request.session, answer=answer, back_url=self.back_url()
            )
            proving.link(
                seller=self.seller, actor=request.user, provider=provider.CODE, claims=claims
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã xác thực. Hàng đã duyệt hiện ra cho người mua.")
        return redirect("sellers:identity")
