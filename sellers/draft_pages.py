"""What each screen of the listing wizard shows beside its form."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from catalogue.cards import Picture, ProductCard, pack_label, unit_price_label
from catalogue.models import Product
from common.dates import VIETNAM
from common.money import format_vnd, vnd_in_words
from common.numbers import NBSP
from common.units import unit_label
from places.models import Commune
from sellers import draft_forms, draft_steps, proposals
from sellers.draft_steps import AMOUNT, CHECK, GOODS, PACK, PHOTO, PRICE, Step
from sellers.listings import ListingFacts
from sellers.models import DraftPhoto, ListingDraft, Seller
from shop.payment import fees


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the last screen: question, answer, where it is mended."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One open draft in a list."""

    title: str
    note: str
    url: str
    discard_url: str
    picture: Picture | None


def step_url(client_id: UUID, step: Step) -> str:
    """Return the address of a screen of one draft."""
    return reverse("sellers:draft-step", args=[client_id, step.slug])


def rows_of(seller: Seller) -> list[DraftRow]:
    """Return the open drafts of a seller, the newest first. 2 queries."""
    drafts = ListingDraft.objects.filter(seller=seller, listing=None)
    return [_row(draft) for draft in drafts.prefetch_related("photos")]


def picture_of(photo: DraftPhoto, alt: str = "") -> Picture:
    """Return the small picture of a photo of a draft."""
    width = min(photo.width, 320)
    height = max(1, round(photo.height * width / photo.width))
    return Picture(photo.preview.url, "", width, height, alt)


def saved_label(draft: ListingDraft | None) -> str:
    """Return ``Đã lưu lúc 14:05``; empty before anything was saved."""
    if draft is None:
        return ""
    return f"Đã lưu lúc {timezone.localtime(draft.changed_at, VIETNAM):%H:%M}"


def extras(step: Step, draft: ListingDraft | None, seller: Seller) -> dict:
    """Return what the template of a step needs beside its form."""
    answers = draft.answers if draft else {}
    commune = seller.partner.commune
    if step is PHOTO:
        return {"photos": _photos(draft)}
    if step is GOODS:
        tiles = proposals.tiles_for(commune)
        return {"tiles": tiles, "chosen": answers.get("product_set", "")}
    goods = draft_forms.GoodsForm(answers)
    product_set = goods.cleaned_data["product_set"] if goods.is_valid() else None
    if step is PACK:
        return _packs(product_set, answers, commune)
    pack = draft_forms.PackForm(answers)
    pack = pack.cleaned_data if pack.is_valid() else None
    if step is PRICE:
        return _price(product_set, pack, seller)
    if step is AMOUNT:
        unit = unit_label(pack["sale_unit"]) if pack else ""
        return {"question": f"Còn bao nhiêu {unit} để bán?" if unit else "Còn bao nhiêu để bán?"}
    return {}


def first_answers(step: Step, draft: ListingDraft, seller: Seller) -> dict[str, str]:
    """Return what a screen that was not answered yet starts with."""
    if step is GOODS:
        return {"other_set": draft.answers.get("product_set", "")}
    if step is not AMOUNT or "season" in draft.answers:
        return {}
    goods = draft_forms.GoodsForm(draft.answers)
    mask = 0
    if goods.is_valid():
        commune = seller.partner.commune
        mask = proposals.season_mask(goods.cleaned_data["product_set"], commune)
    months = draft_forms.season_of(mask)
    if not months:
        return {"season": draft_forms.ALL_YEAR}
    first, last = map(str, months)
    return {"season": draft_forms.SEASON, "first_month": first, "last_month": last}


def check_page(draft: ListingDraft, facts: ListingFacts, seller: Seller) -> dict:
    """Return the card as buyers will see it, and every answer with its way back."""
    photos = list(draft.photos.all())
    product = Product(title=facts.title, sale_unit=facts.sale_unit, net_weight_g=facts.net_weight_g)
    commune = seller.partner.commune
    card = ProductCard(
        id=0,
        title=facts.title,
        url="#noi-dung",
        picture=picture_of(photos[0], facts.title),
        price_vnd=facts.price_vnd,
        pack_label=pack_label(product),
        unit_price_label=unit_price_label(product, facts.price_vnd),
        stars=None,
        seller_name=seller.partner.name,
        seller_url="",
        place_name=commune.name.replace(" ", NBSP),
        note="",
        sold_out_label="",
    )
    return {
        "card": card,
        "answers": _answers(draft, facts, len(photos), card.pack_label),
        "income": income(facts.price_vnd),
    }


def income(price_vnd: Decimal) -> str:
    """Say what the seller gets of one unit, by the fee that the market really takes."""
    fee = fees.fee_vnd(price_vnd)
    if not fee:
        return f"Sàn không thu phí. Bà con nhận về {format_vnd(price_vnd)}."
    return f"Phí sàn {format_vnd(fee)}. Bà con nhận về {format_vnd(price_vnd - fee)}."


def _answers(draft, facts: ListingFacts, photos: int, pack: str) -> list[Answer]:
    unit = unit_label(facts.sale_unit)
    season = draft_forms.season_of(facts.harvest_mask)
    when = f"tháng {season[0]} đến tháng {season[1]}" if season else "quanh năm"
    rows = (
        (PHOTO, "Ảnh", f"{photos} ảnh"),
        (GOODS, "Tên món", facts.title),
        (GOODS, "Nhóm hàng", facts.product_set.short_name),
        (PACK, "Bán theo", pack),
        (PRICE, "Giá bán", f"{format_vnd(facts.price_vnd)}, {vnd_in_words(facts.price_vnd)}"),
        (AMOUNT, "Còn bao nhiêu", f"{facts.stock} {unit}"),
        (AMOUNT, "Có hàng", when),
    )
    return [Answer(label, value, step_url(draft.client_id, step)) for step, label, value in rows]


def _photos(draft: ListingDraft | None) -> list[tuple[int, Picture]]:
    photos = draft.photos.all() if draft else ()
    return [
        (photo.pk, picture_of(photo, f"Ảnh {number}")) for number, photo in enumerate(photos, 1)
    ]


def _packs(product_set, answers, commune: Commune) -> dict:
    choices, words = proposals.packs_for(product_set, commune) if product_set else ([], "")
    chosen = answers.get("pack") or (choices[0].value if choices else draft_forms.OTHER_PACK)
    known = {choice.value for choice in choices}
    if chosen not in known and chosen != draft_forms.OTHER_PACK:
        form = draft_forms.PackForm({"pack": chosen})
        if form.is_valid():
            found = form.cleaned_data
            choices = [proposals.pack_choice(found["sale_unit"], found["net_weight"]), *choices]
    return {"packs": choices, "source": words, "chosen": chosen, "other": draft_forms.OTHER_PACK}


def _price(product_set, pack, seller: Seller) -> dict:
    if not product_set or not pack:
        return {"question": "Giá bán bao nhiêu?", "fee_percent": fees.rate_on().percent}
    product = Product(sale_unit=pack["sale_unit"], net_weight_g=pack["net_weight"])
    partner = seller.partner
    return {
        "question": f"Giá bán một {pack_label(product)}?",
        "net_weight_g": pack["net_weight"] if unit_price_label(product, Decimal(1)) else 0,
        "range": proposals.price_range(
            product_set=product_set,
            net_weight_g=pack["net_weight"],
            commune=partner.commune,
            but=partner,
        ),
        "fee_percent": fees.rate_on().percent,
    }


def _row(draft: ListingDraft) -> DraftRow:
    photo = next(iter(draft.photos.all()), None)
    upcoming = draft_steps.STEPS[min(draft.step, CHECK.number - 1)]
    local = timezone.localtime(draft.changed_at, VIETNAM)
    return DraftRow(
        title=draft.title,
        note=f"Xong {min(draft.step, 5)}/6 bước, lưu {local:%H:%M} ngày {local:%d/%m}",
        url=step_url(draft.client_id, upcoming),
        discard_url=reverse("sellers:draft-discard", args=[draft.client_id]),
        picture=picture_of(photo) if photo else None,
    )
