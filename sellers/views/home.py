"""The seller's first page, its registration and its help."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.views.generic import FormView, TemplateView

from sellers import queries, registration
from sellers.forms import RegisterForm
from sellers.gates import SellerRequiredMixin
from sellers.readiness import missing_of
from sellers.team import members
from sellers.team.rules import FOR_HELPERS, rights_of


class RegisterView(LoginRequiredMixin, FormView):
    """Open a shop in four answers."""

    form_class = RegisterForm
    template_name = "sellers/register.html"

    def dispatch(self, request, *args, **kwargs):
        """Send people who have a shop to it."""
        if queries.seller_of(request.user):
            return redirect("sellers:home")
        self.invitations = (
            members.open_invitations(request.user) if request.user.is_authenticated else ()
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add who has asked this person to join."""
        return super().get_context_data(invitations=self.invitations, **kwargs)

    def form_valid(self, form):
        """Open the shop and go on to the first listing."""
        try:
            registration.register_seller(user=self.request.user, **form.cleaned_data)
        except registration.AlreadySeller:
            return redirect("sellers:home")
        messages.success(self.request, "Đã mở gian hàng. Bà con đăng món đầu tiên nhé.")
        return redirect("sellers:home")


class HomeView(SellerRequiredMixin, TemplateView):
    """What needs the seller now."""

    template_name = "sellers/home.html"

    def get_context_data(self, **kwargs):
        """Add the seller's day."""
        return super().get_context_data(
            seller=self.seller,
            home=queries.seller_home(seller=self.seller, for_helper=bool(self.helping)),
            missing=missing_of(self.seller),
            may=rights_of(self.member.role) if self.member else FOR_HELPERS,
            **kwargs,
        )


class HelpView(SellerRequiredMixin, TemplateView):
    """How to reach a person, and the three things most asked."""

    template_name = "sellers/help.html"
