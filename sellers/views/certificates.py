"""OCOP certificates: the seller declares them, officials look and decide."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import FormView, TemplateView, View

from catalogue import certificates
from catalogue.models import OcopCertificate
from catalogue.sets import CertificateState
from common.dates import local_today
from common.errors import BusinessRuleError
from sellers import held_photos
from sellers.certificate_forms import CertificateForm, DecisionForm
from sellers.gates import SellerRequiredMixin
from sellers.review_scope import certificates_of
from sellers.strangers import is_own
from sellers.views.review import ReviewerMixin

PER_PAGE = 30
_S = CertificateState
#: Word of the address → label, state.
LISTS = {
    "": ("Chờ xem", _S.DECLARED),
    "xac-nhan": ("Đã xác nhận", _S.CONFIRMED),
    "can-sua": ("Đã trả lại", _S.SENT_BACK),
    "thu-hoi": ("Đã thu hồi", _S.REVOKED),
}


class CertificatesView(SellerRequiredMixin, TemplateView):
    """The certificates of one product of the seller."""

    template_name = "sellers/certificates.html"

    def get_context_data(self, pk, **kwargs):
        """Add the product and its certificates, the newest first."""
        listing = self.own_listing(pk)
        own = list(listing.certificates.order_by("-issued_on", "-pk"))
        return super().get_context_data(
            listing=listing,
            certificates=own,
            today=local_today(),
            is_waiting=any(c.state == _S.DECLARED for c in own),
            **kwargs,
        )


class DeclareView(SellerRequiredMixin, FormView):
    """Declare a certificate, or mend one that waits or was sent back."""

    form_class = CertificateForm
    template_name = "sellers/certificate_form.html"

    @cached_property
    def listing(self):
        """Return the product when it is this seller's."""
        return self.own_listing(self.kwargs["pk"])

    @cached_property
    def certificate(self) -> OcopCertificate | None:
        """Return the certificate to mend, None for a new one."""
        if "certificate" not in self.kwargs:
            return None
        own = get_object_or_404(self.listing.certificates, pk=self.kwargs["certificate"])
        if own.state not in (_S.DECLARED, _S.SENT_BACK):
            raise Http404
        return own

    def get_form_kwargs(self):
        """Start with what is known."""
        self.listing, self.certificate  # noqa: B018  (404 before anything is read)
        own = self.certificate
        product_set = own.product_set if own else self.listing.product_set
        initial = {"product_set": product_set and product_set.code}
        if own:
            initial |= {
                "stars": str(own.stars),
                "decision_no": own.decision_no,
                "issuer": own.issuer,
                "issued_on": own.issued_on,
                "expires_on": own.expires_on,
            }
        return super().get_form_kwargs() | {
            "session": self.request.session,
            "has_scan": bool(own and own.scan),
            "initial": initial,
        }

    def get_context_data(self, **kwargs):
        """Add the product and what the official asked for."""
        return super().get_context_data(
            listing=self.listing, certificate=self.certificate, **kwargs
        )

    def form_valid(self, form):
        """Hand it to the officials."""
        given = {"by": self.request.user, "facts": form.facts(), "scan": form.scan}
        try:
            if self.certificate:
                certificates.mend(certificate=self.certificate, **given)
            else:
                certificates.declare(product=self.listing, **given)
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        held_photos.forget(form.cleaned_data["photo_token"], session=self.request.session)
        messages.success(self.request, "Đã gửi giấy chứng nhận. Cán bộ xem rồi nhắn lại.")
        return redirect("sellers:certificates", pk=self.listing.pk)

    def form_invalid(self, form):
        """Show the form again with everything kept, the photo too."""
        form.keep_photo()
        return super().form_invalid(form)


class OwnScanView(SellerRequiredMixin, View):
    """The photo of an own certificate."""

    def get(self, request, pk, certificate):
        """Send the file."""
        return _scan(get_object_or_404(self.own_listing(pk).certificates, pk=certificate))


class QueueView(ReviewerMixin, TemplateView):
    """Certificates in reach that wait, oldest first; the decided ones behind a word."""

    template_name = "sellers/certificate_queue.html"

    def get_context_data(self, **kwargs):
        """Add one page of certificates."""
        asked, words = self.request.GET.get("xem", ""), self.request.GET.get("q", "").strip()[:80]
        label, state = LISTS.get(asked, LISTS[""])
        found = certificates_of(self.request.user).filter(_in_state(state))
        if words:
            found = found.filter(
                Q(decision_no__icontains=words)
                | Q(product__title__icontains=words)
                | Q(product__partner__name__icontains=words)
            )
        order = ("declared_at", "pk") if state == _S.DECLARED else ("expires_on", "pk")
        page = Paginator(found.order_by(*order), PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            label=label,
            asked=asked if asked in LISTS else "",
            words=words,
            kept=urlencode({"xem": asked, "q": words}),
            lists=[(word, label) for word, (label, _state) in LISTS.items()],
            today=local_today(),
            **kwargs,
        )


class ReviewView(ReviewerMixin, View):
    """Look at the photo and the facts of one certificate, and decide."""

    def get(self, request, pk):
        """Show the certificate."""
        return self.show(request, pk, DecisionForm())

    def show(self, request, pk, form):
        """Render the page with the form."""
        certificate = self.certificate(pk)
        others = certificate.product.certificates.exclude(pk=pk).order_by("-issued_on")
        context = {
            "certificate": certificate,
            "others": others,
            "form": form,
            "today": local_today(),
            "is_own": self.is_own(certificate),
        }
        return render(request, "sellers/certificate_review.html", context)

    def certificate(self, pk) -> OcopCertificate:
        """Return a certificate in reach; any other does not exist."""
        return get_object_or_404(certificates_of(self.request.user), pk=pk)

    def is_own(self, certificate: OcopCertificate) -> bool:
        """Tell whether the reviewer works for the seller of these goods, or helps it."""
        return is_own(user=self.request.user, partner_id=certificate.product.partner_id)

    def post(self, request, pk):
        """Confirm, send back or revoke."""
        certificate, decision = self.certificate(pk), request.POST.get("decision")
        if self.is_own(certificate):
            raise PermissionDenied
        seen = {"certificate": certificate, "by": request.user}
        try:
            if decision == "confirm":
                certificates.confirm(**seen, seen_at=self.seen_at())
                messages.success(request, f"Đã xác nhận: {certificate.product.title}.")
                return redirect("sellers:certificate-queue")
            form = DecisionForm(request.POST)
            if not form.is_valid():
                return self.show(request, pk, form)
            if decision == "revoke":
                certificates.revoke(**seen, note=form.cleaned_data["note"])
                messages.success(request, f"Đã thu hồi: {certificate.product.title}.")
            else:
                certificates.send_back(
                    **seen, note=form.cleaned_data["note"], seen_at=self.seen_at()
                )
                messages.success(request, f"Đã trả lại: {certificate.product.title}.")
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:certificate-review", pk=pk)
        return redirect("sellers:certificate-queue")

    def seen_at(self):
        """Return when the facts of the page were given; nonsense fits no certificate."""
        try:
            seen = parse_datetime(self.request.POST.get("seen_at", ""))
        except ValueError:
            seen = None
        if seen is None or seen.tzinfo is None:
            raise certificates.CertificateChanged
        return seen


class ScanView(ReviewerMixin, View):
    """The photo of a certificate in reach."""

    def get(self, request, pk):
        """Send the file."""
        return _scan(get_object_or_404(certificates_of(request.user), pk=pk))


def _in_state(state: str) -> Q:
    if state == _S.CONFIRMED:
        return Q(confirmed_at__isnull=False)
    if state == _S.SENT_BACK:
        return Q(sent_back_at__isnull=False)
    if state == _S.REVOKED:
        return Q(revoked_at__isnull=False)
    return Q(confirmed_at=None, sent_back_at=None, revoked_at=None)


def _scan(certificate: OcopCertificate) -> HttpResponse:
    try:
        with certificate.scan.open("rb") as file:
            answer = HttpResponse(file.read(), content_type="image/jpeg")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
