"""What only the owner's phone may do: say what happens, send a code, do it with the code."""

from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts import codes, signin
from accounts.addresses import client_ip
from accounts.forms import CodeForm
from common.errors import BusinessRuleError
from sellers.gates import SellerRequiredMixin


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class OwnerCodeView(SellerRequiredMixin, View):
    """Two steps at one address: the question, then the code of the message."""

    purpose = template_name = ""
    #: The question stays on the page beside the code, so it can be mended there.
    is_question_shown = False

    def form_for(self, data=None):
        """Return the form of the question."""
        raise NotImplementedError

    def allow(self) -> None:
        """Raise a ``BusinessRuleError`` when it cannot be done now at all."""

    def is_needless(self) -> bool:
        """Tell that no code has to be asked for now."""
        return False

    def do(self, form) -> str:
        """Do it; return where to go. Raises ``BusinessRuleError``."""
        raise NotImplementedError

    def get(self, request):
        """Show the question."""
        return self.show(self.form_for())

    def post(self, request):
        """Send a code, or check it and do what was asked."""
        form = self.form_for(request.POST)
        if not form.is_valid():
            return self.show(form, code_form=self.kept_code())
        try:
            self.allow()
            if self.is_needless():
                return redirect(self.do(form))
            if "code" not in request.POST or "resend" in request.POST:
                return self.send(form)
            typed = CodeForm(request.POST)
            if not typed.is_valid():
                return self.show(form, code_form=typed)
            self.check(typed)
        except codes.TooManyCodes as problem:
            has_one = codes.has_open_code(**self.asking())
            form.add_error(None, problem.message)
            return self.show(form, code_form=CodeForm() if has_one else None)
        except (codes.WrongCode, codes.CodeExpired) as problem:
            typed.add_error("code", problem.message)
            return self.show(form, code_form=typed)
        except BusinessRuleError as problem:
            form.add_error(None, problem.message)
            return self.show(form)
        try:
            return redirect(self.do(form))
        except BusinessRuleError as problem:
            form.add_error(None, problem.message)
            return self.show(form)

    def kept_code(self) -> CodeForm | None:
        """Return the field of the code, as typed, while one waits; None in the first step."""
        if not self.is_question_shown or "code" not in self.request.POST:
            return None
        if not codes.has_open_code(**self.asking()):
            return None
        return CodeForm(initial={"code": self.request.POST["code"]})

    def asking(self) -> dict[str, str]:
        """Return what a code of this browser is bound to."""
        key = signin.browser_key(self.request.session)
        return {"phone": self.request.user.phone, "purpose": self.purpose, "browser_key": key}

    def send(self, form):
        """Send the code to the owner's own phone and ask for it."""
        codes.request_code(**self.asking(), ip=client_ip(self.request), is_known=True)
        return self.show(form, code_form=CodeForm())

    def check(self, typed: CodeForm) -> None:
        """Use the code up."""
        codes.check_code(**self.asking(), code=typed.cleaned_data["code"])

    def show(self, form, code_form=None):
        """Render the step."""
        context = {"form": form, "code_form": code_form, **self.words()}
        return render(self.request, self.template_name, context)

    def words(self) -> dict:
        """Return what else the page says."""
        return {"seller": self.seller}
