"""Claim the account of a household: the code of the slip, the own phone, the code by message."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from accounts import codes, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm
from accounts.models import OneTimeCode
from accounts.roles import Role, has_role
from common.errors import BusinessRuleError
from common.phones import format_phone
from sellers.claim_forms import OwnPhoneForm, SlipForm
from sellers.households import claiming
from sellers.households.limits import TooManyTries

#: A code for claiming opens nothing else, and a code for signing in claims nothing.
PURPOSE = OneTimeCode.Purpose.REGISTER
_KEPT = "sellers.claim"
#: The shortest window of the limits.
RETRY_AFTER_S = 15 * 60


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class ClaimView(FormView):
    """Ask for the code; the QR of the slip fills it in. Opening the page tries nothing."""

    form_class = SlipForm
    template_name = "sellers/claim.html"
    success_url = reverse_lazy("sellers:claim-phone")

    def get_initial(self):
        """Fill in what the QR brought."""
        return {"code": self.request.GET.get("ma", "")[:40]}

    def form_valid(self, form):
        """Look the slip up and go on; say in a sentence why not."""
        try:
            found = claiming.look_up(
                typed=form.cleaned_data["code"],
                browser_key=signin.browser_key(self.request.session),
                ip=client_ip(self.request),
            )
        except BusinessRuleError as refused:
            form.add_error("code", refused.message)
            answer = self.form_invalid(form)
            if isinstance(refused, TooManyTries):
                answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
                answer["Retry-After"] = str(RETRY_AFTER_S)
            return answer
        self.request.session[_KEPT] = {"code_hash": found.code_hash}
        return super().form_valid(form)


class FoundMixin:
    """Run only while a slip is on its way in this browser and still good."""

    needs_phone = False

    def dispatch(self, request, *args, **kwargs):
        """Read the slip and the phone from the session; start over without them."""
        kept = request.session.get(_KEPT, {})
        if "code_hash" not in kept:
            return redirect("sellers:claim")
        self.phone = kept.get("phone", "")
        try:
            self.found = claiming.found_by_hash(kept["code_hash"])
        except BusinessRuleError as refused:
            request.session.pop(_KEPT, None)
            messages.error(request, refused.message)
            return redirect("sellers:claim")
        if self.needs_phone and not self.phone:
            return redirect("sellers:claim-phone")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def is_own_phone(self) -> bool:
        """Say whether the person who is signed in takes the account for the own phone.

        A helper never does: it sits beside a household whose own phone must get the code.
        """
        user = self.request.user
        return user.is_authenticated and not has_role(user, Role.HELPER)

    def get_context_data(self, **kwargs):
        """Add the household as its owner may see it."""
        return super().get_context_data(
            found=self.found,
            phone_shown=format_phone(self.phone),
            is_own_phone=self.is_own_phone,
            **kwargs,
        )

    def send_code(self, phone: str) -> None:
        """Send the one-time code. Raises ``TooManyCodes``."""
        codes.request_code(
            phone=phone,
            purpose=PURPOSE,
            browser_key=signin.browser_key(self.request.session),
            ip=client_ip(self.request),
        )

    def take(self, phone: str):
        """Claim for a proved phone and go on to the first listing.

        A number that was silent for long may come with somebody else's account: first its
        person tells whose it is, then the slip is claimed. Raises ``signin.RecheckDue`` to helpers.
        """
        user = self.request.user
        owner = None if self.is_own_phone else signin.known_user(phone=phone)
        if owner is not None:
            try:
                signin.require_known(self.request, user=owner)
            except signin.RecheckDue:
                if user.is_authenticated:
                    raise
                return self.ask_first(phone)
        seller = claiming.claim(code_hash=self.found.code_hash, phone=phone)
        self.request.session.pop(_KEPT, None)
        if self.request.user.is_authenticated and not self.is_own_phone:
            messages.success(self.request, f"{seller.partner.name} đã có gian hàng.")
            return redirect("sellers:helping")
        if not self.request.user.is_authenticated:
            owner = signin.known_user(phone=phone)
            signin.finish(self.request, user=owner)
        messages.success(self.request, f"{seller.partner.name} đã có gian hàng. Đăng món đầu tiên.")
        return redirect("sellers:list-product")

    def ask_first(self, phone: str):
        """Ask whose account it is and come back signed in; the slip stays unused."""
        session = self.request.session
        pending = signin.start(session, phone=phone, next_url=reverse("sellers:claim-phone"))
        signin.mark_verified(session, pending)
        return redirect("accounts:recheck")


@method_decorator(never_cache, name="dispatch")
class ClaimPhoneView(FoundMixin, FormView):
    """Show whose account it is and ask for the own phone; who is signed in has proved it."""

    form_class = OwnPhoneForm
    template_name = "sellers/claim_phone.html"
    success_url = reverse_lazy("sellers:claim-code")

    def post(self, request, *args, **kwargs):
        """Take the account at once for a person who is signed in."""
        if not self.is_own_phone:
            return super().post(request, *args, **kwargs)
        try:
            return self.take(request.user.phone)
        except BusinessRuleError as refused:
            return self.render_to_response(self.get_context_data(refused=refused.message))

    def form_valid(self, form):
        """Send a code; a number that the list does not have is asked for once more."""
        phone = form.cleaned_data["phone"]
        listed = claiming.is_listed_phone(code_hash=self.found.code_hash, phone=phone)
        if listed is False and form.cleaned_data["sure"] != phone:
            return self.render_to_response(self.get_context_data(form=form, ask_again=phone))
        try:
            self.send_code(phone)
        except codes.TooManyCodes as error:
            if not self._has_open_code(phone):
                form.add_error("phone", error.message)
                return self.form_invalid(form)
        self.request.session[_KEPT] = {"code_hash": self.found.code_hash, "phone": phone}
        return super().form_valid(form)

    def _has_open_code(self, phone: str) -> bool:
        key = signin.browser_key(self.request.session)
        return codes.has_open_code(phone=phone, purpose=PURPOSE, browser_key=key)


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class ClaimCodeView(FoundMixin, FormView):
    """Ask for the code of the message; with it the account is theirs."""

    form_class = CodeForm
    template_name = "sellers/claim_code.html"
    needs_phone = True

    def get_context_data(self, **kwargs):
        """Add how long until another code may be sent."""
        return super().get_context_data(wait_text=codes.wait_text(phone=self.phone), **kwargs)

    def form_valid(self, form):
        """Use up the code, then claim."""
        try:
            codes.check_code(
                phone=self.phone,
                purpose=PURPOSE,
                code=form.cleaned_data["code"],
                browser_key=signin.browser_key(self.request.session),
            )
            return self.take(self.phone)
        except BusinessRuleError as refused:
            form.add_error("code", refused.message)
            return self.form_invalid(form)


@method_decorator(never_cache, name="dispatch")
class ClaimResendView(FoundMixin, View):
    """Send another code to the same phone."""

    http_method_names = ["post"]
    needs_phone = True

    def post(self, request):
        """Send it, or say why not yet."""
        try:
            self.send_code(self.phone)
        except codes.TooManyCodes as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, "Đã gửi mã mới. Bà con xem tin nhắn.")
        return redirect("sellers:claim-code")
