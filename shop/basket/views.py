"""The basket page and adding goods to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from oscar.apps.basket.signals import basket_addition

from catalogue.models import Product
from common.own_pages import from_own_pages
from common.redirects import safe_next
from shop.basket import changes
from shop.basket.forms import AddToBasketForm, BasketForm
from shop.basket.parcels import basket_page
from shop.checkout.session import remember_province
from shop.shipping.methods import PerSellerDelivery


class BasketView(View):
    """The basket, grouped by seller; quantities change by POST."""

    def get(self, request):
        """Show the basket."""
        return self._page(request, BasketForm(request.basket.all_lines()))

    def post(self, request):
        """Take a line out, or set all quantities."""
        removed = request.POST.get("bo", "")
        if removed.isascii() and removed.isdecimal() and len(removed) < 19:
            changes.remove_line(basket=request.basket, line_id=int(removed))
            messages.success(request, "Đã bỏ món hàng khỏi giỏ.")
            return redirect("basket:summary")
        if request.POST.get("viec") == "vua-kho":
            changes.fit_to_stock(basket=request.basket)
            messages.success(request, "Đã sửa giỏ theo số hàng còn lại.")
            return redirect("basket:summary")
        form = BasketForm(request.basket.all_lines(), request.POST)
        if not form.is_valid():
            return self._page(request, form)
        if wanted := form.wanted():
            changes.change_quantities(basket=request.basket, quantities=wanted)
            messages.success(request, "Đã sửa giỏ hàng.")
        goes_on = request.POST.get("viec") == "dat-hang"
        return redirect("checkout:index" if goes_on else "basket:summary")

    def _page(self, request, form):
        page = basket_page(request.basket, PerSellerDelivery(), editable=True)
        return render(request, "basket/basket.html", {"page": page, "form": form})


@method_decorator(from_own_pages, name="dispatch")
class BasketAddView(View):
    """Put goods into the basket; its form stands on pages that are the same for everybody."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Add, or say why not, and go to the basket or back."""
        goods = Product.objects.select_related("product_class").prefetch_related("stockrecords")
        product = get_object_or_404(goods, pk=pk)
        if product.is_parent:
            # The page of a tour sends which of its dates was chosen.
            chosen = request.POST.get("ngay", "")
            dates = goods.filter(parent=product, pk=int(chosen) if chosen.isdecimal() else 0)
            product = dates.first() or product
        form = AddToBasketForm(request.basket, product, request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors["quantity"]))
            return redirect(product if product.is_public or product.is_child else "basket:summary")
        request.basket.add_product(product, form.cleaned_data["quantity"])
        remember_province(request.session, request.POST.get("tinh", ""))
        basket_addition.send(sender=self, product=product, user=request.user, request=request)
        messages.success(request, f"Đã thêm “{product.get_title()}” vào giỏ.")
        return redirect(safe_next(request, request.POST.get("next", "")) or "basket:summary")
