"""The buyer's review of a line of an order: stars and words, then photos."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from catalogue.reviews.models import ProductReview, ReviewPhoto, Status
from catalogue.reviews.queries import pictures_of
from common.errors import BusinessRuleError
from common.files import FileRefused
from sellers.feedback import product_reviews, review_photos
from sellers.feedback.forms import ReviewForm
from sellers.forms import PHOTO_TYPES
from shop.order.models import Line
from shop.order.views import back_to, private, visible_order


class LineMixin:
    """A line of an order that this person may see; any other does not exist."""

    def setup(self, request, *args, **kwargs):
        """Find order, line and review."""
        super().setup(request, *args, **kwargs)
        self.key = request.POST.get("k", "") or request.GET.get("k", "")

    def dispatch(self, request, *args, **kwargs):
        """Keep the page out of shared memories: its address may hold a secret."""
        self.order, self.key = visible_order(request, kwargs["number"], self.key)
        lines = Line.objects.filter(order=self.order).select_related("seller_order", "product")
        self.line = get_object_or_404(lines, pk=kwargs["pk"])
        self.review = ProductReview.objects.filter(line=self.line).first()
        try:
            self.require_open()
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return back_to(self.order, self.key)
        return private(super().dispatch(request, *args, **kwargs))

    def require_open(self) -> None:
        """Stop here when nothing can be written, or no longer. Raises ``BusinessRuleError``."""
        product_reviews.require_open(line=self.line, review=self.review)

    def show(self, template: str, **context):
        """Render a page of this line."""
        known = {"order": self.order, "line": self.line, "key": self.key, "review": self.review}
        return render(self.request, template, known | context)

    def onward(self, name: str):
        """Lead to another page of this line."""
        address = reverse(f"sellers:{name}", args=(self.order.number, self.line.pk))
        return redirect(f"{address}?{urlencode({'k': self.key})}" if self.key else address)


class WriteReviewView(LineMixin, View):
    """Stars and words."""

    def get(self, request, number, pk):
        """Show the form, with what was said before."""
        said = {"score": self.review.score, "body": self.review.body} if self.review else None
        return self.show("orders/review.html", form=ReviewForm(initial=said))

    def post(self, request, number, pk):
        """Write it down and ask for photos."""
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self.show("orders/review.html", form=form)
        try:
            review = product_reviews.write(line=self.line, **form.cleaned_data)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return back_to(self.order, self.key)
        if review.status == Status.SHOWN:
            messages.success(request, "Đã ghi lời đánh giá của bạn. Cảm ơn bạn.")
        else:
            messages.success(request, "Đã nhận. Sàn xem qua rồi cho hiện, thường trong một ngày.")
        return self.onward("review-photos")


class ReviewPhotosView(LineMixin, View):
    """Up to three photos."""

    def get(self, request, number, pk):
        """Show the photos and the button for more."""
        return self.show_photos()

    def post(self, request, number, pk):
        """Add the chosen photos, or take one away; say why one cannot be used."""
        if gone := request.POST.get("remove", ""):
            is_id = gone.isascii() and gone.isdigit() and len(gone) < 19
            mine = ReviewPhoto.objects.filter(review=self.review)
            review_photos.drop(photo=get_object_or_404(mine, pk=gone if is_id else 0))
            return self.onward("review-photos")
        error = "" if request.FILES else "Chọn một ảnh, hoặc bấm Xong."
        for file in request.FILES.getlist("photo"):
            try:
                review_photos.add(review=self.review, file=file)
            except FileRefused as refused:
                error = refused.message
        if error:
            return self.show_photos(error=error)
        messages.success(request, "Đã nhận ảnh. Sàn xem qua rồi cho hiện.")
        return self.onward("review-photos")

    def require_open(self):
        """Without a review there is nothing to add a photo to."""
        if self.review is None:
            raise Http404
        super().require_open()

    def show_photos(self, error: str = ""):
        """Render what is there."""
        photos = list(self.review.photos.all())
        return self.show(
            "orders/review_photos.html",
            photos=[(p.pk, picture) for p, picture in zip(photos, self.pictures(), strict=True)],
            left=review_photos.MOST - len(photos),
            most=review_photos.MOST,
            photo_types=PHOTO_TYPES,
            error=error,
        )

    def pictures(self):
        """Return the pictures once they are shown to everybody; before, only that they are there.

        The address of a photo that nobody has looked at is told to nobody.
        """
        if self.review.photos_seen_at:
            return pictures_of(self.review)
        return [None] * self.review.photos.count()
