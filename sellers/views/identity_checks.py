"""Officials look at who sellers are: their own commune, the province, or all."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from accounts.roles import Role, RoleRequiredMixin, has_role
from common.errors import BusinessRuleError
from common.tax_numbers import masked
from sellers import lifecycle, naming
from sellers.identity import proving, queries, tax
from sellers.identity_forms import CheckForm
from sellers.identity_models import TaxNumber

PER_PAGE = 30


class CheckerMixin(RoleRequiredMixin):
    """Officials and operators; a seller out of reach does not exist."""

    def seller_in_reach(self, pk: int):
        """Return a seller of a place of this person."""
        seller = queries.sellers_of(self.request.user).filter(pk=pk).first()
        if seller is None:
            raise Http404
        return seller


class QueueView(CheckerMixin, TemplateView):
    """Who asked, the oldest question first; or who has not asked yet."""

    template_name = "sellers/identity_checks.html"

    def get_context_data(self, **kwargs):
        """Add one page of one of the two lists."""
        user, is_asked = self.request.user, self.request.GET.get("xem") != "chua-nho"
        search = self.request.GET.get("q", "").strip()[:80]
        rows = queries.open_checks(user) if is_asked else queries.not_asked(user, search)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            is_asked=is_asked,
            names=queries.asked_names(user)[:PER_PAGE] if is_asked else (),
            search=search,
            query="" if is_asked else urlencode({"xem": "chua-nho", "q": search}),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class CheckView(CheckerMixin, View):
    """One seller: what it says, what was seen, the decision."""

    def get(self, request, pk):
        """Show the seller."""
        seller = self.seller_in_reach(pk)
        return self.show(seller, CheckForm(kind=seller.partner.kind))

    def post(self, request, pk):
        """Confirm, send back or revoke."""
        seller = self.seller_in_reach(pk)
        form = CheckForm(request.POST, kind=seller.partner.kind)
        verb = request.POST.get("viec", "")
        if (
            form.is_valid()
            and verb in {"tra-lai", "bo", "ten-cu"}
            and len(form.cleaned_data["note"]) < 5
        ):
            form.add_error("note", "Viết rõ cần thêm gì, người bán đọc được câu này.")
        if not form.is_valid():
            return self.show(seller, form)
        try:
            self.decide(seller, verb, form.cleaned_data)
        except (proving.NotSeen, proving.NoNumbers) as problem:
            form.add_error(
                "seen" if isinstance(problem, proving.NotSeen) else "note", problem.message
            )
            return self.show(seller, form)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:identity-check", pk=pk)
        return redirect("sellers:identity-checks")

    def decide(self, seller, verb: str, answers: dict) -> None:
        """Do what the button said."""
        user = self.request.user
        said = {"seller": seller, "official": user, "label": queries.label_of(user)}
        name = seller.partner.name
        if verb == "tra-lai":
            proving.refuse(**said, note=answers["note"])
            messages.success(self.request, f"Đã trả lời {name}.")
        elif verb == "bo":
            proving.revoke(**said, note=answers["note"])
            messages.success(self.request, f"Đã bỏ xác thực của {name}.")
        elif verb in {"ten-moi", "ten-cu"}:
            self.decide_name(seller, verb, answers["note"])
        elif verb == "mo-lai":
            if not has_role(user, Role.OPERATOR):
                raise PermissionDenied
            lifecycle.restore(seller=seller, operator=user)
            messages.success(self.request, f"Đã mở lại {name}.")
        else:
            proving.confirm(**said, **answers, facts=self.request.POST.get("facts", ""))
            messages.success(self.request, f"Đã xác thực {name}.")

    def decide_name(self, seller, verb: str, why: str) -> None:
        """Show the new name, or keep the old one."""
        said = {"seller": seller, "official": self.request.user}
        name = self.request.POST.get("ten", "")
        if verb == "ten-moi":
            naming.accept(**said, name=name)
            messages.success(self.request, f"Gian hàng mang tên mới: {name}.")
        else:
            naming.refuse(**said, name=name, why=why)
            messages.success(self.request, f"Đã giữ tên {seller.partner.name}.")

    def show(self, seller, form, number: str = ""):
        """Render the seller with the form; the number only right after it was asked for."""
        stored = TaxNumber.objects.filter(seller=seller).first()
        context = {
            "seller": seller,
            "form": form,
            "facts": proving.fingerprint(seller),
            "history": seller.identity_checks.exclude(state="open")[:10],
            "is_verified": seller.identity == seller.Identity.VERIFIED,
            "can_restore": seller.state == seller.State.CLOSED
            and has_role(self.request.user, Role.OPERATOR),
            "tax_number": number or (masked(stored.last) if stored else ""),
            "is_number_open": bool(number),
            "has_twin": bool(stored) and tax.has_twin(seller),
        }
        return render(self.request, "sellers/identity_check.html", context)


class LookView(CheckView):
    """Open the tax number to compare it with the paper; the look is noted."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Note the look, then show the number once."""
        seller = self.seller_in_reach(pk)
        try:
            number = tax.look(
                seller=seller,
                looker=request.user,
                label=queries.label_of(request.user),
                reason="Đối chiếu với giấy khi xác thực",
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:identity-check", pk=pk)
        return self.show(seller, CheckForm(kind=seller.partner.kind), number)
