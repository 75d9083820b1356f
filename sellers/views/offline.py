"""What lets the listing wizard work without network: the kept page and its service worker."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings
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
#: Modules of the worker, joined in this order.
WORKER_PARTS = (
    "draft-store.js",
    "draft-post.js",
    "draft-kept.js",
    "draft-queue.js",
    "draft-worker.js",
)
#: What the page for no network shows and loads.
KEPT = ("css/seller.css", "img/icons.svg", "img/goods.svg", "js/app.js")
KEPT_MODULES = (
    "confirm-once.js",
    "draft-offline.js",
    "draft-online.js",
    "draft-post.js",
    "draft-queue.js",
    "draft-store.js",
    "photo-preview.js",
    "photo-shrink.js",
    "price-words.js",
)
_SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
_JOINTS = re.compile(r"^import [^;]*;\n|^export (?=(?:const|function|async)\b)", re.MULTILINE)


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
class WorkerView(View):
    """The service worker, from the folder of the wizard, which is all that it may steer.

    Anybody may read it: a browser looks for a newer one without saying who is signed in, and
    takes no redirect for an answer.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        """Send it as one classic script: what it imports might not be had without network."""
        parts = "".join((_SCRIPTS / name).read_text(encoding="utf-8") for name in WORKER_PARTS)
        kept = [static(name) for name in (*KEPT, *(f"js/{name}" for name in KEPT_MODULES))]
        body = f"const KEPT_URLS = {json.dumps(kept)};\n{_JOINTS.sub('', parts)}"
        name = hashlib.sha256(body.encode()).hexdigest()[:12]
        script = f'"use strict";\n{{\nconst CACHE = "dang-ban-{name}";\n{body}}}\n'
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")
