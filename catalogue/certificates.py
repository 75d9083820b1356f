"""Everything that happens to an OCOP certificate: declared, confirmed, sent back, revoked.

Statistics and every star ask for ``confirmed_at``, so a decision shows at once.
"""

import datetime as dt
import secrets
from dataclasses import dataclass, fields

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from catalogue.models import OcopCertificate, Product, ProductSet
from common.dates import add_years, format_date, local_today
from common.errors import BusinessRuleError
from common.text import fold
from jobs.messages import send_message

#: Source: QĐ 148/QĐ-TTg (24/2/2023): three years from the day the decision was signed.
VALID_YEARS = 3
_WAITING = Q(confirmed_at=None, sent_back_at=None, revoked_at=None)
_MENDABLE = Q(confirmed_at=None, revoked_at=None)


class CertificateRefused(BusinessRuleError):
    """What the seller gave cannot be a certificate that counts."""


class CertificateChanged(BusinessRuleError):
    """Somebody was quicker: the facts or the decision are not those of the page."""

    message = "Giấy này vừa được sửa hoặc đã có người xem. Tải lại trang rồi xem lại."


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What stands on a certificate."""

    stars: int
    product_set: ProductSet
    decision_no: str
    issuer: str
    issued_on: dt.date
    expires_on: dt.date


def last_day_of(issued_on: dt.date) -> dt.date:
    """Return until when a certificate holds whose paper does not say it."""
    return add_years(issued_on, VALID_YEARS)


@transaction.atomic
def declare(
    *, product: Product, by: User | None, facts: CertificateFacts, scan: bytes
) -> OcopCertificate:
    """Hand a certificate to the officials; ``scan`` is a clean JPEG.

    Raises ``CertificateRefused``.
    """
    Product.objects.select_for_update().get(pk=product.pk)
    own = OcopCertificate.objects.filter(product=product)
    if own.awaiting().exists():
        raise CertificateRefused("Món này có một giấy đang chờ cán bộ xem. Mở giấy đó để sửa.")
    _check(own, facts)
    certificate = OcopCertificate(
        product=product, declared_by=by, is_demo=product.is_demo, **_columns(facts)
    )
    _attach(certificate, scan)
    certificate.save()
    return certificate


@transaction.atomic
def mend(
    *, certificate: OcopCertificate, by: User | None, facts: CertificateFacts, scan: bytes | None
) -> OcopCertificate:
    """Correct what waits or was sent back; it waits (again) for an official.

    Without a ``scan`` the old one stays. Raises ``CertificateRefused``, ``CertificateChanged``.
    """
    # As in ``declare``: of two at once, only one waits.
    Product.objects.select_for_update().get(pk=certificate.product_id)
    others = OcopCertificate.objects.filter(product=certificate.product_id)
    others = others.exclude(pk=certificate.pk)
    if others.awaiting().exists():
        raise CertificateRefused("Món này có một giấy khác đang chờ cán bộ xem.")
    _check(others, facts)
    changes = _columns(facts) | {"sent_back_at": None, "declared_at": timezone.now()}
    changes |= {"declared_by": by, "review_note": ""}
    if scan is not None:
        old = certificate.scan.name
        _attach(certificate, scan)
        changes["scan"] = certificate.scan.name
        if old:
            transaction.on_commit(lambda: certificate.scan.storage.delete(old))
    return _change(certificate, _MENDABLE, changes)


@transaction.atomic
def confirm(*, certificate: OcopCertificate, by: User, seen_at: dt.datetime) -> OcopCertificate:
    """Let the stars show. ``seen_at`` is ``declared_at`` of the facts that were looked at.

    Raises ``CertificateChanged``.
    """
    _decide(certificate, by, seen_at, confirmed_at=timezone.now(), confirmed_by=by)
    _record(certificate, by, "confirmed")
    _tell(
        certificate,
        f"Cán bộ đã xác nhận giấy OCOP {certificate.stars} sao của “{certificate.product.title}”,"
        f" có giá trị đến {format_date(certificate.expires_on)}. Sao đã hiện trên sàn.",
    )
    return certificate


@transaction.atomic
def send_back(
    *, certificate: OcopCertificate, by: User, note: str, seen_at: dt.datetime
) -> OcopCertificate:
    """Ask the seller to mend it, with a sentence. Raises ``CertificateChanged``."""
    _decide(certificate, by, seen_at, sent_back_at=timezone.now(), review_note=note)
    _record(certificate, by, "sent_back", note)
    _tell(
        certificate,
        f"Giấy chứng nhận OCOP của “{certificate.product.title}” cần sửa: {note.rstrip('.')}."
        f" Mở {settings.SITE_URL}{page_of(certificate)}",
    )
    return certificate


@transaction.atomic
def revoke(*, certificate: OcopCertificate, by: User, note: str) -> OcopCertificate:
    """Take back what was confirmed: the stars go at once. Raises ``CertificateChanged``."""
    changes = {"confirmed_at": None, "revoked_at": timezone.now(), "reviewed_by": by}
    _change(certificate, Q(confirmed_at__isnull=False), changes | {"review_note": note})
    _record(certificate, by, "revoked", note)
    _tell(
        certificate,
        f"Giấy chứng nhận OCOP số {certificate.decision_no} của “{certificate.product.title}”"
        f" không còn hiệu lực: {note.rstrip('.')}. Sao đã ẩn trên sàn.",
    )
    return certificate


def page_of(certificate: OcopCertificate) -> str:
    """Return the path of the seller's page about the certificates of its product."""
    return reverse("sellers:certificates", args=[certificate.product_id])


def _check(own, facts: CertificateFacts) -> None:
    if facts.issued_on > local_today():
        raise CertificateRefused("Ngày cấp ở tương lai. Xem lại ngày trên giấy.")
    if facts.expires_on <= facts.issued_on:
        raise CertificateRefused("Ngày hết hạn phải sau ngày cấp. Xem lại hai ngày.")
    if facts.expires_on > last_day_of(facts.issued_on):
        raise CertificateRefused(
            "Giấy OCOP có giá trị 3 năm từ ngày cấp, nhiều nhất đến"
            f" {format_date(last_day_of(facts.issued_on))}."
        )
    if facts.expires_on < local_today():
        raise CertificateRefused(
            f"Giấy này đã hết hạn ngày {format_date(facts.expires_on)}. Khai giấy mới nhất."
        )
    # The database cannot compare "QĐ" and "qđ" without case.
    known = own.confirmed().filter(stars=facts.stars).values_list("decision_no", flat=True)
    if fold(facts.decision_no) in map(fold, known):
        raise CertificateRefused("Giấy này cán bộ đã xác nhận rồi, không cần khai lại.")


def _columns(facts: CertificateFacts) -> dict:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _attach(certificate: OcopCertificate, scan: bytes) -> None:
    certificate.scan.save(f"{secrets.token_hex(16)}.jpg", ContentFile(scan), save=False)


def _decide(certificate: OcopCertificate, by: User, seen_at: dt.datetime, **changes) -> None:
    _change(certificate, _WAITING & Q(declared_at=seen_at), changes | {"reviewed_by": by})


def _change(certificate: OcopCertificate, only: Q, changes: dict) -> OcopCertificate:
    """Write if the row still is what the actor saw; one of two who decide passes."""
    if not OcopCertificate.objects.filter(only, pk=certificate.pk).update(**changes):
        raise CertificateChanged
    certificate.refresh_from_db()
    return certificate


def _record(certificate: OcopCertificate, by: User, what: str, note: str = "") -> None:
    label = f"{certificate.product.title}, {certificate.stars} sao, số {certificate.decision_no}"
    changes = {"note": ("", note)} if note else {}
    record(f"certificate.{what}", on=certificate, label=label, actor=by, changes=changes)


def _tell(certificate: OcopCertificate, text: str) -> None:
    partner = certificate.product.partner
    if partner and partner.phone:
        send_message(
            to_phone=partner.phone,
            template="certificate-decision",
            text=text,
            dedupe_key=f"certificate-{certificate.pk}-{certificate.state}"
            f"-{certificate.declared_at.isoformat()}",
        )
