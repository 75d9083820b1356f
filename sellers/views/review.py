"""The review queue: operators see all listings, officials those of their places."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.generic import FormView, TemplateView, View

from accounts.roles import RoleRequiredMixin, has_role
from catalogue.cards import with_card_relations
from catalogue.sets import ListingState
from common.errors import BusinessRuleError
from sellers import review_forms as forms
from sellers import review_queue, review_scope, reviewing, takedowns
from sellers.models import TakedownRequest
from sellers.review_page import review_page
from sellers.strangers import is_own

PER_PAGE = 30


class ReviewerMixin(RoleRequiredMixin):
    """Operators and officials; a listing out of reach does not exist."""

    def own_listings(self):
        """Return the listings that this person may decide on; drafts are nobody's business."""
        listings = review_scope.listings_of(self.request.user)
        return listings.exclude(state=ListingState.DRAFT)

    def own_listing(self, pk: int):
        """Return one of them."""
        related = ("partner__commune", "partner__seller", "product_set", "risk")
        found = with_card_relations(self.own_listings().filter(pk=pk)).select_related(*related)
        product = found.first()
        if product is None:
            raise Http404
        return product


class QueueView(ReviewerMixin, TemplateView):
    """Requests to take down, then the listings that wait, the most urgent first."""

    template_name = "sellers/review_queue.html"

    def get_context_data(self, **kwargs):
        """Add one page of the queue with its filters and figures."""
        asked, listings = review_queue.read_asked(self.request.GET), self.own_listings()
        page = Paginator(review_queue.queue(listings, asked), PER_PAGE).get_page(
            self.request.GET.get("trang")
        )
        kept = {name: value for name, value in self._words(asked).items() if value}
        return super().get_context_data(
            page_obj=page,
            rows=review_queue.rows_of(page.object_list),
            requests=takedowns.open_requests(listings),
            figures=review_queue.figures(listings),
            asked=asked,
            views=[(key, label) for key, (label, _) in review_queue.VIEWS.items()],
            kept=urlencode(kept),
            **review_queue.choices(listings, asked),
            **kwargs,
        )

    def _words(self, asked: review_queue.Asked) -> dict[str, str]:
        return {
            "xem": asked.view if asked.view != "cho-duyet" else "",
            "xa": asked.commune,
            "nhom": asked.set_code,
            "ly-do": asked.reason,
            "qua-han": "1" if asked.is_late else "",
            "q": asked.words,
        }


class ReviewView(ReviewerMixin, View):
    """Look at one listing as shoppers would see it, and decide."""

    #: Word of the button → form, what to do with its answers, what is said then.
    acts = {
        "approve": (forms.ApproveForm, "Đã duyệt"),
        "looked": (forms.ApproveForm, "Đã xem, món vẫn bán"),
        "reject": (forms.SendBackForm, "Đã trả lại"),
        "withhold": (forms.WithholdForm, "Đã tạm ẩn"),
        "take-down": (forms.TakeDownForm, "Đã gỡ"),
        "restore": (forms.RestoreForm, "Đã cho hiện lại"),
        "decline": (forms.DeclineForm, "Đã ghi: không gỡ"),
    }

    def get(self, request, pk):
        """Show the listing."""
        return self.show(self.own_listing(pk))

    def show(self, product, *, decision: str = "", form=None):
        """Render the listing with fresh forms, or with the one that came back."""
        page = review_page(product)
        fresh = {
            "approve": forms.ApproveForm(initial={"seen": page.seen}, auto_id="duyet-%s"),
            "reject": forms.SendBackForm(initial={"mend": page.suggested}, auto_id="tra-%s"),
            "withhold": forms.WithholdForm(auto_id="an-%s"),
            "take_down": forms.TakeDownForm(auto_id="go-%s"),
            "restore": forms.RestoreForm(auto_id="lai-%s"),
            "decline": forms.DeclineForm(auto_id="khong-%s"),
        }
        if form is not None:
            fresh["approve" if decision == "looked" else decision.replace("-", "_")] = form
        context = {
            "page": page,
            "product": product,
            "forms": fresh,
            "form": form,
            "decision": decision,
            "may_take_down": self.may_take_down,
            "is_own": is_own(user=self.request.user, partner_id=product.partner_id),
        }
        return render(self.request, "sellers/review.html", context)

    @cached_property
    def may_take_down(self) -> bool:
        """Tell whether this person may take down and restore."""
        return has_role(self.request.user, *reviewing.MAY_TAKE_DOWN)

    def post(self, request, pk):
        """Do what the button says, or show what is missing."""
        product = self.own_listing(pk)
        decision = request.POST.get("decision", "")
        decision = decision if decision in self.acts else "reject"
        if decision in {"take-down", "restore"} and not self.may_take_down:
            raise Http404
        form_class, done = self.acts[decision]
        form = form_class(request.POST, auto_id=f"lam-{decision}-%s")
        if not form.is_valid():
            return self.show(product, decision=decision, form=form)
        try:
            self._decide(product, decision, form.cleaned_data)
        except reviewing.PaperMissing as missing:
            form.add_error("paper", missing.message)
            return self.show(product, decision=decision, form=form)
        except reviewing.ChangedMeanwhile as refused:
            messages.warning(request, refused.message)
            return redirect("sellers:review", pk=pk)
        except BusinessRuleError as refused:
            messages.info(request, refused.message)
        else:
            messages.success(request, f"{done}: {product.title}.")
        return redirect("sellers:review-queue")

    def _decide(self, product, decision: str, answers: dict) -> None:
        how = {"product": product, "reviewer": self.request.user}
        if decision == "approve":
            reviewing.approve(**how, seen=answers["seen"], paper=answers["paper"])
        elif decision == "looked":
            reviewing.keep_showing(**how, seen=answers["seen"])
        elif decision == "reject":
            reviewing.send_back(**how, mend=answers["mend"], note=answers["note"])
        elif decision == "withhold":
            reviewing.withhold(**how, note=answers["note"])
        elif decision == "take-down":
            takedowns.take_down(**how, basis=answers["basis"], note=answers["note"])
        elif decision == "restore":
            reviewing.restore(**how, note=answers["note"])
        else:
            takedowns.decline(
                request=self._request_of(product),
                reviewer=self.request.user,
                answer=answers["answer"],
            )

    def _request_of(self, product) -> TakedownRequest:
        pk = self.request.POST.get("request", "")
        is_number = pk.isascii() and pk.isdigit() and len(pk) < 18
        found = product.takedown_requests.filter(pk=pk).first() if is_number else None
        if found is None:
            raise Http404
        return found


class TakedownRequestView(ReviewerMixin, FormView):
    """Write down that somebody wants a listing to go."""

    form_class = forms.TakedownRequestForm
    template_name = "sellers/takedown_request.html"

    @cached_property
    def listing(self):
        """Return the listing when it is in reach."""
        return self.own_listing(self.kwargs["pk"])

    def get_initial(self):
        """Start with the present moment."""
        return {"received_at": timezone.localtime(), "source": TakedownRequest.Source.AUTHORITY}

    def get_context_data(self, **kwargs):
        """Add the listing."""
        return super().get_context_data(product=self.listing, **kwargs)

    def post(self, request, *args, **kwargs):
        """Find the listing first: out of reach there is nothing to fill in."""
        self.listing  # noqa: B018
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Store it; its 24 hours run."""
        takedowns.record(product=self.listing, recorder=self.request.user, **form.cleaned_data)
        messages.success(self.request, "Đã ghi yêu cầu. Hạn trả lời là 24 giờ từ lúc nhận.")
        return redirect("sellers:review", pk=self.listing.pk)
