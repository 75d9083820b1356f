"""The shop as its people see it: every fact on one page, and a page to change each."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import FormView, TemplateView, View

from catalogue.makers import maker_of
from common.files import FileRefused
from sellers import naming, profile
from sellers.gates import SellerRequiredMixin
from sellers.profile_facts import facts_of, value_of
from sellers.profile_forms import PARTS, PortraitForm
from sellers.readiness import missing_of


class ProfileView(SellerRequiredMixin, TemplateView):
    """All facts of the shop, and how shoppers see them."""

    template_name = "sellers/profile.html"

    def get_context_data(self, **kwargs):
        """Add the facts. No query for them."""
        return super().get_context_data(
            seller=self.seller,
            rows=facts_of(self.seller),
            maker=maker_of(self.seller.partner),
            missing=missing_of(self.seller),
            name_waits=naming.waiting_words(self.seller),
            **kwargs,
        )


class ProfilePartView(SellerRequiredMixin, FormView):
    """Change one fact."""

    template_name = "sellers/profile_part.html"

    def get_form_class(self):
        """Return the form of this address."""
        try:
            return PARTS[self.kwargs["part"]]
        except KeyError as unknown:
            raise Http404 from unknown

    def get_initial(self):
        """Start with what is there."""
        return {"answer": value_of(self.seller, self.get_form_class().fact)}

    def get_context_data(self, **kwargs):
        """Add how shoppers see the maker now."""
        return super().get_context_data(maker=maker_of(self.seller.partner), **kwargs)

    def form_valid(self, form):
        """Write it down and go back to the page of the shop."""
        answer = form.cleaned_data["answer"]
        if form.fact == "name":
            is_shown = naming.rename(seller=self.seller, name=answer, actor=self.request.user)
        else:
            profile.tell(seller=self.seller, fact=form.fact, value=answer)
            is_shown = True
        # The page of the shop says of a name that waits what becomes of it.
        if is_shown:
            messages.success(self.request, f"Đã lưu: {form.title.lower()}.")
        return redirect("sellers:profile")


class PortraitView(SellerRequiredMixin, FormView):
    """Show another portrait."""

    form_class = PortraitForm
    template_name = "sellers/profile_portrait.html"

    def get_context_data(self, **kwargs):
        """Add the portrait that shoppers see now."""
        return super().get_context_data(maker=maker_of(self.seller.partner), **kwargs)

    def form_valid(self, form):
        """Make its sizes; a photo that cannot be used is said at the field."""
        try:
            profile.set_portrait(seller=self.seller, file=form.cleaned_data["photo"])
        except FileRefused as refused:
            form.add_error("photo", refused.message)
            return self.form_invalid(form)
        messages.success(self.request, "Đã lưu ảnh. Người mua thấy ảnh mới ngay.")
        return redirect("sellers:profile")


class DropPortraitView(SellerRequiredMixin, View):
    """Take the portrait away: on a page of its own."""

    def get(self, request):
        """Ask whether one is sure."""
        context = {
            "title": "Bỏ ảnh này?",
            "lead": "Ảnh bị xóa hẳn khỏi sàn. Lúc nào cũng thêm ảnh khác được.",
            "button": "Bỏ ảnh",
            "is_danger": True,
            "back_url": "/ban-hang/gian-hang/anh/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request):
        """Drop it."""
        profile.drop_portrait(seller=self.seller)
        messages.success(request, "Đã bỏ ảnh.")
        return redirect("sellers:profile")
