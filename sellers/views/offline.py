"""What lets the listing wizard work without network: the kept page and its service worker."""

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from catalogue.models import ProductSet
from common.units import SALE_UNITS
from sellers.draft_steps import STEPS
from sellers.forms import PHOTO_TYPES
from sellers.gates import SellerRequiredMixin
from shop.payment import fees

QUESTIONS = (
    "Chụp ảnh món hàng",
    "Đây là món gì?",
    "Bán thế nào?",
    "Giá bán bao nhiêu?",
    "Còn bao nhiêu để bán?",
    "Xem lại rồi đăng bán",
)
ROWS = (
    ("anh", "Ảnh"),
    ("mon", "Tên món"),
    ("cach-ban", "Bán theo"),
    ("gia", "Giá bán"),
    ("so-luong", "Còn bao nhiêu"),
)


class OfflineView(SellerRequiredMixin, TemplateView):
    """All screens in one page; a phone keeps it and shows one at a time while it has no network."""

    http_method_names = ["get", "head", "options"]
    template_name = "sellers/wizard/offline.html"

    def get_context_data(self, **kwargs):
        """Add the closed lists; what this market proposes needs the network."""
        return super().get_context_data(
            seller=self.seller,
            screens=list(zip(STEPS, QUESTIONS, strict=True)),
            rows=ROWS,
            sets=ProductSet.objects.filter(valid_to=None),
            units=SALE_UNITS,
            photo_types=PHOTO_TYPES,
            fee_percent=fees.rate_on().percent,
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class WorkerView(SellerRequiredMixin, View):
    """The service worker, from the folder of the wizard, which is all that it may steer."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        """Send a script that loads the real one."""
        script = f'import "{static("js/draft-worker.js")}";\n'
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")
