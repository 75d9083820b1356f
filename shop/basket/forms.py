"""Oscar's basket forms with plain Vietnamese, plus the form of the whole basket page."""

from django import forms
from django.conf import settings

from common.units import unit_label
from shop.order.preorders import clash_words
from shop.partner.availability import gone_words

MAX_QUANTITY = 9_999


class QuantityField(forms.IntegerField):
    """A number of units of sale."""

    default_error_messages = {
        "required": "Nhập số lượng. Ví dụ: 2",
        "invalid": "Số lượng phải là số chẵn, không có chữ. Ví dụ: 2",
        "min_value": "Số lượng ít nhất là %(limit_value)s.",
        "max_value": "Số lượng nhiều nhất là %(limit_value)s.",
    }

    def __init__(self, *, min_value: int = 1, **kwargs) -> None:
        super().__init__(
            label="Số lượng",
            min_value=min_value,
            max_value=MAX_QUANTITY,
            error_messages={
                "min_value": f"Số lượng ít nhất là {min_value}. Ví dụ: {max(min_value, 1)}",
                "max_value": "Số lượng nhiều nhất là 9.999. Mua nhiều hơn, bạn gọi người bán.",
            },
            **kwargs,
        )


def _date_words(product) -> str:
    """Return why a tour, or a date of one that everybody may see, is not taken; else nothing."""
    if product.is_parent and product.is_public:
        return "Bạn chọn ngày đi rồi bấm Đặt chỗ."
    if product.is_child and product.tour_date.offer.product.is_public:
        return "Ngày này không nhận khách nữa. Bạn chọn ngày khác."
    return ""


def check_quantity(*, product, info, quantity: int) -> None:
    """Raise ``ValidationError`` when that many of the product cannot be bought.

    ``info`` is what the strategy says of the product.
    """
    availability = info.availability
    unit = unit_label(product.sale_unit)
    if not availability.is_available_to_buy and getattr(availability, "code", "") == "not-for-sale":
        if words := _date_words(product):
            raise forms.ValidationError(words, code="other_date")
        # No title: a listing that nobody approved is not to be read here either.
        raise forms.ValidationError("Món này hiện không bán.", code="hidden")
    left = max(getattr(availability, "num_available", 0) or 0, 0)
    if left == 0:
        gone = gone_words(info.stockrecord, product)
        raise forms.ValidationError(f"“{product.get_title()}” {gone}.", code="sold_out")
    if quantity > left and product.is_child:
        raise forms.ValidationError(
            f"Ngày này chỉ còn {left} chỗ. Bạn giảm số người hoặc chọn ngày khác.", code="too_many"
        )
    if quantity > left:
        raise forms.ValidationError(
            f"“{product.get_title()}” chỉ còn {left} {unit}. Bạn giảm số lượng.", code="too_many"
        )
    if quantity < product.min_quantity:
        raise forms.ValidationError(
            f"Món này bán từ {product.min_quantity} {unit} trở lên.", code="too_few"
        )
    if (quantity - product.min_quantity) % product.quantity_step:
        raise forms.ValidationError(
            f"Món này bán mỗi lần thêm {product.quantity_step} {unit}, "
            f"bắt đầu từ {product.min_quantity} {unit}.",
            code="step",
        )


class AddToBasketForm(forms.Form):
    """How many of one product go into the basket, counting those already in it."""

    quantity = QuantityField(initial=1)

    def __init__(self, basket, product, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.basket, self.product = basket, product
        self.fields["quantity"].initial = product.min_quantity

    def clean_quantity(self) -> int:
        """Check the wanted quantity against stock, pack sizes and the size of a basket."""
        quantity = self.cleaned_data["quantity"]
        limit = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
        if self.basket.num_items + quantity > limit:
            raise forms.ValidationError(
                f"Một giỏ nhận tối đa {limit} món. Bạn đặt bớt rồi mua tiếp.", code="full"
            )
        info = self.basket.strategy.fetch_for_product(self.product)
        if info.stockrecord and (words := clash_words(self.basket, self.product, info.stockrecord)):
            raise forms.ValidationError(words, code="sent_apart")
        check_quantity(
            product=self.product,
            info=info,
            quantity=quantity + self._already_in_basket(),
        )
        return quantity

    def cleaned_options(self) -> list:
        """Return no options: goods here have none."""
        return []

    def _already_in_basket(self) -> int:
        lines = self.basket.all_lines()
        return sum(line.quantity for line in lines if line.product_id == self.product.pk)


class SimpleAddToBasketForm(AddToBasketForm):
    """Adds the smallest quantity that is sold."""

    quantity = QuantityField(initial=1, widget=forms.HiddenInput)


class BasketForm(forms.Form):
    """All quantities of a basket, one field per line: ``so-luong-<line id>``; 0 takes out."""

    def __init__(self, lines, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[field_name(line)] = QuantityField(
                min_value=0, required=False, initial=line.quantity
            )

    def clean(self) -> dict:
        """Check each changed quantity against stock and pack sizes."""
        for line in self.lines:
            quantity = self.cleaned_data.get(field_name(line))
            if quantity and quantity != line.quantity:
                self._check(line, quantity)
        return self.cleaned_data

    def wanted(self) -> dict[int, int]:
        """Return the quantity by line id of the lines whose quantity changed."""
        found = {line.pk: self.cleaned_data.get(field_name(line)) for line in self.lines}
        now = {line.pk: line.quantity for line in self.lines}
        return {pk: n for pk, n in found.items() if n is not None and n != now[pk]}

    def _check(self, line, quantity: int) -> None:
        try:
            check_quantity(
                product=line.product,
                info=line.purchase_info,
                quantity=quantity,
            )
        except forms.ValidationError as problem:
            self.add_error(field_name(line), problem)


def field_name(line) -> str:
    """Return the name of the quantity field of a basket line."""
    return f"so-luong-{line.pk}"
