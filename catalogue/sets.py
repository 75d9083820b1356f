"""The states of a listing, and other closed lists of the catalogue."""

from django.db import models


class ListingState(models.TextChoices):
    """Where a listing stands between its seller and the shop window."""

    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ duyệt"
    APPROVED = "approved", "Đang bán"
    REJECTED = "rejected", "Bị trả lại"
    HIDDEN = "hidden", "Tạm nghỉ bán"
    WITHHELD = "withheld", "Sàn tạm ẩn"
    TAKEN_DOWN = "taken_down", "Bị gỡ"


class TaxCategory(models.TextChoices):
    """How a sale of the product is taxed; the rates are data elsewhere.

    Source: Luật 48/2024/QH15, art. 5.1 (own unprocessed produce).
    """

    OWN_RAW_PRODUCE = "own_raw", "Nông sản tự làm, chưa chế biến"
    GOODS = "goods", "Hàng hóa"
    SERVICE = "service", "Dịch vụ"
    UNKNOWN = "unknown", "Chưa xác định"


class CertificateState(models.TextChoices):
    """Where an OCOP certificate stands between its seller and the officials."""

    DECLARED = "declared", "Chờ cán bộ xem"
    CONFIRMED = "confirmed", "Cán bộ đã xác nhận"
    SENT_BACK = "sent_back", "Cần sửa"
    REVOKED = "revoked", "Đã thu hồi"
