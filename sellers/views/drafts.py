"""The listing wizard: one question a screen, each answer kept, the last screen sends."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from common.errors import BusinessRuleError
from sellers import draft_pages, draft_steps, drafts
from sellers.draft_steps import CHECK, GOODS, PHOTO
from sellers.forms import PHOTO_TYPES
from sellers.gates import SellerRequiredMixin

NO_PHOTO = "Chụp hoặc chọn một ảnh món hàng."
#: Field that a rule refuses → the screen that asks for it.
_MENDED_AT = {"title": GOODS, "product_set": GOODS, "description": CHECK}


class StartView(SellerRequiredMixin, View):
    """The first screen of a new draft, and the drafts that were left open."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        """Show it; nothing is stored before the first answer."""
        return show_photos(
            request, self.seller, uuid.uuid4(), rows=draft_pages.rows_of(self.seller)
        )


class DraftMixin(SellerRequiredMixin):
    """Find the draft of the address; only the own seller's exists."""

    @cached_property
    def client_id(self) -> uuid.UUID:
        """Return the id that the page or the phone gave the draft."""
        return self.kwargs["client_id"]

    @cached_property
    def draft(self):
        """Return the draft, or None before its first answer came."""
        return drafts.find(seller=self.seller, client_id=self.client_id)

    def own_draft(self):
        """Return the draft; any other does not exist."""
        if self.draft is None:
            raise Http404
        return self.draft

    def redirect_to(self, step: draft_steps.Step):
        """Lead on to a screen of this draft."""
        return redirect("sellers:draft-step", self.client_id, step.slug)


class StepView(DraftMixin, View):
    """One screen of a draft. A draft that was sent leads to its listing, however often."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        """Refuse a screen that there is not; tell a worker where to go, as it follows nothing."""
        if kwargs["step"] not in draft_steps.BY_SLUG:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 302 and "X-Draft-Worker" in request.headers:
            return HttpResponse(status=204, headers={"X-Next": response.url})
        return response

    @property
    def step(self) -> draft_steps.Step:
        """Return the step of the address."""
        return draft_steps.BY_SLUG[self.kwargs["step"]]

    def sent(self):
        """Return the way to the listing when the draft became one."""
        made = drafts.listing_made(seller=self.seller, client_id=self.client_id)
        return redirect("sellers:listed", made.pk) if made else None

    def get(self, request, client_id, step):
        """Show the question with what was answered before."""
        if sent := self.sent():
            return sent
        if self.step is PHOTO:
            return show_photos(request, self.seller, client_id, draft=self.draft)
        draft = self.own_draft()
        if self.step is CHECK:
            return self.show_check()
        initial = draft.answers | draft_pages.first_answers(self.step, draft, self.seller)
        return self.show(self.step.form(initial=initial))

    def post(self, request, client_id, step):
        """Keep the answer and lead on; a wrong one is kept too and asked for again."""
        if sent := self.sent():
            return sent
        try:
            if self.step is PHOTO:
                return self.take_photos()
            extra = {"commune": self.seller.partner.commune} if self.step is GOODS else {}
            form = self.step.form(request.POST, **extra)
            is_good = form.is_valid()
            self.draft = drafts.save_answers(
                seller=self.seller,
                maker=request.user,
                client_id=client_id,
                typed=form.typed(),
                reached=self.step.number if is_good else 0,
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:list-product")
        if not is_good:
            return self.show_check(form) if self.step is CHECK else self.show(form)
        if self.step is CHECK:
            return self.send()
        return self.redirect_to(draft_steps.after(self.step, self.draft.step))

    def take_photos(self):
        """Add the chosen photos, or take one away; say why one cannot be used."""
        request = self.request
        if (remove := request.POST.get("remove", "")).isdecimal() and len(remove) < 19:
            drafts.remove_photo(draft=self.own_draft(), photo_id=int(remove))
            return self.redirect_to(PHOTO)
        error = ""
        for file in request.FILES.getlist("photo"):
            try:
                drafts.add_photo(
                    seller=self.seller, maker=request.user, client_id=self.client_id, file=file
                )
            except drafts.TooManyDrafts:
                raise
            except BusinessRuleError as refused:
                error = refused.message
        draft = drafts.find(seller=self.seller, client_id=self.client_id)
        if not error and (draft is None or not draft.photos.exists()):
            error = NO_PHOTO
        if error:
            return show_photos(request, self.seller, self.client_id, draft=draft, error=error)
        return self.redirect_to(draft_steps.after(PHOTO, draft.step))

    def send(self):
        """Make the listing, or lead to what is missing."""
        try:
            product = drafts.send(draft=self.draft, actor=self.request.user)
        except drafts.DraftUnfinished as unfinished:
            messages.error(self.request, unfinished.message)
            return self.redirect_to(unfinished.step)
        except BusinessRuleError as refused:
            messages.error(self.request, refused.message)
            return self.redirect_to(_MENDED_AT.get(getattr(refused, "field", ""), PHOTO))
        return redirect("sellers:listed", product.pk)

    def show(self, form):
        """Render the question of this step."""
        context = shell(self.seller, self.client_id, self.step, self.draft)
        context |= draft_pages.extras(self.step, self.draft, self.seller)
        return render(self.request, self.step.template, context | {"form": form})

    def show_check(self, form=None):
        """Render the last screen, or lead to the first answer that is missing."""
        draft = self.own_draft()
        outcome = draft_steps.read(
            draft.answers | ({"description": ""} if form else {}), has_photo=draft.photos.exists()
        )
        if outcome.missing:
            return self.redirect_to(outcome.missing)
        context = shell(self.seller, self.client_id, CHECK, draft)
        context |= draft_pages.check_page(draft, outcome.facts, self.seller)
        form = form or CHECK.form(initial=draft.answers)
        return render(self.request, CHECK.template, context | {"form": form})


class DiscardView(DraftMixin, TemplateView):
    """Ask once more before a draft is thrown away; a page of its own."""

    http_method_names = ["get", "head", "post", "options"]
    template_name = "sellers/wizard/discard.html"

    def get_context_data(self, **kwargs):
        """Add the draft."""
        return super().get_context_data(
            draft=self.own_draft(),
            back_url=draft_pages.step_url(self.client_id, PHOTO),
            **kwargs,
        )

    def post(self, request, client_id):
        """Throw it away."""
        drafts.discard(draft=self.own_draft())
        messages.success(request, "Đã bỏ món viết dở.")
        return redirect("sellers:listings")


def shell(seller, client_id, step, draft) -> dict:
    """Return what every screen shows around its question."""
    back = draft_pages.step_url(client_id, draft_steps.STEPS[step.number - 2])
    return {
        "seller": seller,
        "client_id": client_id,
        "step": step,
        "draft": draft,
        "back_url": back if step.number > 1 else "/ban-hang/",
        "saved_label": draft_pages.saved_label(draft),
        "action": draft_pages.step_url(client_id, step),
    }


def show_photos(request, seller, client_id, *, draft=None, rows=(), error=""):
    """Render the first screen, which may come before there is a draft."""
    context = shell(seller, client_id, PHOTO, draft) | draft_pages.extras(PHOTO, draft, seller)
    context |= {
        "rows": rows,
        "error": error,
        "photo_types": PHOTO_TYPES,
        "most": drafts.MAX_PHOTOS,
        "left": drafts.MAX_PHOTOS - len(context["photos"]),
    }
    return render(request, PHOTO.template, context)
