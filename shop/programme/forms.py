"""What operators type about programmes: cleaning and wording only."""

from django import forms
from django.conf import settings

from catalogue.models import ProductSet
from common.fields import DayField, VNDField
from places.home import HOME_PROVINCE
from places.queries import communes_for_select
from shop.payment.forms import ReferenceForm
from shop.programme.codes import MOST, MOST_AT_ONCE
from shop.programme.models import Programme

MOST_VND = 100_000_000_000


class ProgrammeForm(forms.Form):
    """A new programme: whose money, for whom, for what, how much."""

    name = forms.CharField(
        label="Tên chương trình",
        max_length=80,
        help_text="Người mua đọc tên này. Ví dụ: Tết dùng hàng Thái Nguyên",
        error_messages={"required": "Nhập tên. Ví dụ: Tết dùng hàng Thái Nguyên"},
    )
    funder = forms.CharField(
        label="Ai trả tiền",
        max_length=80,
        help_text="Ví dụ: Sở Công Thương",
        error_messages={"required": "Nhập nơi trả tiền. Ví dụ: Sở Công Thương"},
    )
    budget_vnd = VNDField(label="Kinh phí", max_vnd=MOST_VND)
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày", ahead=30)
    code = forms.CharField(
        label="Mã chung",
        max_length=MOST,
        required=False,
        help_text="Ai cũng dùng được, ví dụ TETTHAINGUYEN. Làm mã riêng thì để trống.",
    )
    amount_vnd = VNDField(label="Trả bao nhiêu mỗi đơn", required=False, max_vnd=10_000_000)
    percent = forms.IntegerField(
        label="Hoặc bao nhiêu phần trăm tiền hàng",
        required=False,
        min_value=1,
        error_messages={"invalid": "Nhập số từ 1 trở lên. Ví dụ: 20"},
    )
    most_vnd = VNDField(label="Theo phần trăm thì nhiều nhất", required=False, max_vnd=10_000_000)
    least_goods_vnd = VNDField(label="Tiền hàng từ", required=False, max_vnd=MOST_VND)
    per_person = forms.IntegerField(
        label="Mỗi người dùng mấy đơn",
        initial=1,
        min_value=1,
        max_value=100,
        error_messages={"required": "Nhập số đơn. Ví dụ: 1"},
    )
    who = forms.ChoiceField(label="Ai được dùng", choices=Programme.Who.choices)
    who_codes = forms.MultipleChoiceField(
        label="Xã, phường nhận hàng",
        required=False,
        help_text="Chỉ chọn khi dành cho người nhận hàng ở một số xã, phường.",
    )
    goods = forms.ChoiceField(label="Dùng cho hàng nào", choices=Programme.Goods.choices)
    goods_sets = forms.MultipleChoiceField(
        label="Nhóm sản phẩm", required=False, help_text="Chỉ chọn khi dành cho nhóm sản phẩm."
    )
    goods_communes = forms.MultipleChoiceField(
        label="Xã, phường của người bán",
        required=False,
        help_text="Chỉ chọn khi dành cho hàng của một số xã, phường.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        communes = [(row.code, row.label) for row in communes_for_select(HOME_PROVINCE)]
        self.fields["who_codes"].choices = communes
        self.fields["goods_communes"].choices = communes
        sets = ProductSet.objects.order_by("code").values_list("code", "name")
        self.fields["goods_sets"].choices = list(sets)

    def clean(self) -> dict:
        """Hold the answers against each other."""
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")
        if bool(data.get("amount_vnd")) == bool(data.get("percent")):
            self.add_error("amount_vnd", "Nhập số tiền mỗi đơn hoặc phần trăm, một trong hai.")
        elif (data.get("percent") or 0) > settings.VOUCHER_MOST_PERCENT:
            self.add_error("percent", f"Nhiều nhất {settings.VOUCHER_MOST_PERCENT} phần trăm.")
        if data.get("who") == Programme.Who.COMMUNES and not data.get("who_codes"):
            self.add_error("who_codes", "Chọn ít nhất một xã, phường.")
        self._require_goods(data)
        return data

    def facts(self) -> dict:
        """Return what ``running.create`` takes."""
        data = dict(self.cleaned_data)
        sets, communes = data.pop("goods_sets"), data.pop("goods_communes")
        chosen = {Programme.Goods.SETS: sets, Programme.Goods.COMMUNES: communes}
        data["goods_codes"] = chosen.get(data["goods"], [])
        data["who_codes"] = data["who_codes"] if data["who"] == Programme.Who.COMMUNES else []
        data["least_goods_vnd"] = data["least_goods_vnd"] or 0
        if not data["percent"]:
            data["percent"] = data["most_vnd"] = None
        return data

    def _require_goods(self, data: dict) -> None:
        for choice, name in (("sets", "goods_sets"), ("communes", "goods_communes")):
            if data.get("goods") == choice and not data.get(name):
                self.add_error(name, "Chọn ít nhất một mục.")


class BudgetForm(forms.Form):
    """Another budget."""

    budget_vnd = VNDField(label="Kinh phí mới", max_vnd=MOST_VND)


class CodeForm(forms.Form):
    """One more common code."""

    code = forms.CharField(
        label="Thêm mã chung",
        max_length=MOST,
        error_messages={"required": "Nhập mã. Ví dụ: TETTHAINGUYEN"},
    )


class PhonesForm(forms.Form):
    """Phones that may use the programme."""

    phones = forms.CharField(
        label="Thêm số điện thoại, mỗi dòng một số",
        max_length=200_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Sàn chỉ giữ dấu của từng số, không xem lại được danh sách.",
        error_messages={"required": "Nhập ít nhất một số. Ví dụ: 0912 345 678"},
    )


class CountForm(forms.Form):
    """How many personal codes."""

    count = forms.IntegerField(
        label="Làm bao nhiêu mã riêng",
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text="Mỗi mã dùng một lần. Tải về ngay, sau không xem lại được.",
        error_messages={"required": "Nhập số mã. Ví dụ: 100"},
    )


class SettleForm(ReferenceForm):
    """Programme and one seller are quits."""

    partner = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
