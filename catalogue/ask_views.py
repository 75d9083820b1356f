"""Pages of “tell me when it is there”: ask with a confirmed phone, and stop."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import codes, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm, PhoneForm
from accounts.models import OneTimeCode
from catalogue import asking, months
from catalogue.models import Product
from common.errors import BusinessRuleError


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class AskView(View):
    """``/bao-toi/<id>/``: the phone, then its code; whoever is signed in needs one press."""

    def dispatch(self, request, *args, pk: int, **kwargs):
        """Find the goods; what is not on sale does not exist here."""
        goods = Product.objects.on_sale().prefetch_related("stockrecords")
        self.product = get_object_or_404(goods, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Ask for the phone, or say that there is nothing to wait for."""
        return self.show(PhoneForm())

    def post(self, request):
        """Take the phone down once it is known to be the person's own."""
        if request.user.is_authenticated:
            return self.take_down(request.user.phone)
        form = PhoneForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        phone = form.cleaned_data["phone"]
        if "code" not in request.POST:
            return self.send(form, phone)
        typed = CodeForm(request.POST)
        if not typed.is_valid():
            return self.show(form, typed)
        try:
            codes.check_code(**self.asked(phone), code=typed.cleaned_data["code"])
        except BusinessRuleError as problem:
            typed.add_error("code", problem.message)
            return self.show(form, typed)
        return self.take_down(phone)

    def asked(self, phone: str) -> dict[str, str]:
        """Return what a code of this browser is bound to."""
        key = signin.browser_key(self.request.session)
        return {"phone": phone, "purpose": OneTimeCode.Purpose.SEASON, "browser_key": key}

    def send(self, form, phone: str):
        """Send the code and ask for it."""
        try:
            codes.request_code(**self.asked(phone), ip=client_ip(self.request))
        except codes.TooManyCodes as problem:
            form.add_error("phone", problem.message)
            has_one = codes.has_open_code(**self.asked(phone))
            return self.show(form, CodeForm() if has_one else None)
        return self.show(form, CodeForm())

    def take_down(self, phone: str):
        """Write it down and say what happens now."""
        try:
            one = asking.ask(product=self.product, phone=phone)
        except BusinessRuleError as problem:
            return self.show(PhoneForm(), problem=problem.message)
        return self.show(None, phone=phone, stop_url=asking.stop_url(one))

    def show(self, form, code_form=None, **said):
        """Render the step."""
        context = {
            "product": self.product,
            "form": form,
            "code_form": code_form,
            "is_there": asking.is_there(self.product),
            "season": months.next_season(self.product.harvest_mask),
            **said,
        }
        return render(self.request, "catalogue/ask.html", context)


@method_decorator(never_cache, name="dispatch")
class AskedView(LoginRequiredMixin, View):
    """``/bao-toi/``: what the own phone waits for, and an end to each."""

    def get(self, request):
        """Show it."""
        asks = asking.open_asks(phone=request.user.phone)
        return render(request, "catalogue/asked.html", {"asks": asks})

    def post(self, request):
        """End one, or all."""
        wanted, phone = request.POST.get("thoi", ""), request.user.phone
        if wanted == "tat-ca":
            asking.stop_all(phone=phone)
            messages.success(request, "Không nhắn tin báo có hàng đến số của bạn nữa.")
        is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < 19
        if is_number and asking.stop_one(phone=phone, ask_id=int(wanted)):
            messages.success(request, "Đã thôi chờ món này.")
        return redirect("catalogue:asked")


@method_decorator(never_cache, name="dispatch")
class StopView(View):
    """``/bao-toi/thoi/<token>/``: end all that a phone waits for. Looking changes nothing."""

    def get(self, request, token: str):
        """Ask."""
        return self.show(request, token)

    def post(self, request, token: str):
        """End it."""
        one = asking.ask_of(token)
        if one is None:
            raise Http404
        asking.stop_all(phone=one.phone)
        return self.show(request, token, is_done=True)

    def show(self, request, token: str, is_done: bool = False):
        """Render the question, or that it is over."""
        if asking.ask_of(token) is None:
            raise Http404
        return render(request, "catalogue/ask_stop.html", {"is_done": is_done})
