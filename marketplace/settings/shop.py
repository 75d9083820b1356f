"""Oscar's own settings, as this marketplace wants them."""

OSCAR_SHOP_NAME = "Nông sản Thái Nguyên"
OSCAR_SHOP_TAGLINE = "Nông sản và sản phẩm OCOP bán thẳng từ người làm ra"
OSCAR_HOMEPAGE = "/"
OSCAR_DEFAULT_CURRENCY = "VND"
OSCAR_CURRENCY_FORMAT = {"VND": {"format": "#,##0\u00a0¤", "currency_digits": False}}
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 3600
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 200
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_EAGER_ALERTS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_SAVE_SENT_EMAILS_TO_DB = False
OSCAR_SLUG_MAP = {"đ": "d", "Đ": "D"}
OSCAR_HIDDEN_FEATURES = ["wishlists", "reviews"]
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1")
OSCAR_IMAGE_FOLDER = "photos/%Y/%m/"
OSCAR_THUMBNAILER = "catalogue.thumbnails.RenditionThumbnailer"
OSCAR_URL_SCHEMA = "https"
OSCAR_INITIAL_ORDER_STATUS = "placed"
OSCAR_INITIAL_LINE_STATUS = "placed"
OSCAR_DASHBOARD_DEFAULT_ACCESS_FUNCTION = "shop.dashboard.nav.may_open"
OSCAR_OFFER_ROUNDING_FUNCTION = "shop.offer.rounding.to_dong"

PHONENUMBER_DEFAULT_REGION = "VN"
PHONENUMBER_DB_FORMAT = "E164"

# Oscar imports haystack; the marketplace searches with the ORM and never asks it anything.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
