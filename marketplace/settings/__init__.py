"""Settings for every installation: read from the environment, loud about nonsense.

What differs between the embedded default and production is a variable here, never an ``if``
in the code. All variables are listed in ``.env.example``.
"""

import ipaddress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from oscar.defaults import *  # noqa: F403

from marketplace.settings.app import *  # noqa: F403
from marketplace.settings.apps import INSTALLED_APPS, MIDDLEWARE  # noqa: F401
from marketplace.settings.identity import *  # noqa: F403
from marketplace.settings.messages import *  # noqa: F403
from marketplace.settings.payments import *  # noqa: F403
from marketplace.settings.queue import *  # noqa: F403
from marketplace.settings.shop import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
#: One machine for trying out: it serves its own pictures and shows the messages it would send.
EMBEDDED = env.bool("EMBEDDED", default=DEBUG)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
SECRET_KEY = env("SECRET_KEY", default="insecure-development-key" if DEBUG else environ.Env.NOTSET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.core.context_processors.metadata",
                "marketplace.context.shell",
            ],
        },
    }
]

# Databases -----------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL, because an acknowledged order must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        " PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;",
    }
else:
    DATABASES["default"]["ENGINE"] = "common.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    options = DATABASES["default"].setdefault("OPTIONS", {})
    # A server that is back is asked at once, and nobody waits half a minute for one that is not.
    options["pool"] = env.bool("DATABASE_POOL", default=True) and {
        "timeout": 5,
        "reconnect_timeout": 2,
    }
    options.setdefault("connect_timeout", 5)
    # A server that went away without a word is noticed (milliseconds).
    options.setdefault("tcp_user_timeout", 20_000)
    # Somebody who holds a row for long must not fill every thread with those who want it too. And
    # a page's questions take a few milliseconds; to start a parallel worker takes as long.
    lock_ms = round(env.float("DATABASE_LOCK_SECONDS", default=5) * 1000)
    options.setdefault("options", f"-c max_parallel_workers_per_gather=0 -c lock_timeout={lock_ms}")

# Of the role that web, workers and clock use; `shop_role` gives it to the database.
DATABASE_SHOP_PASSWORD = env("POSTGRES_SHOP_PASSWORD", default="")

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "marketplace.cache.CalmRedisCache",
        "LOCATION": REDIS_URL,
        # A server that hangs is a miss as well.
        "OPTIONS": {"socket_timeout": 0.5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# Pages that look the same to everybody, kept in the memory of each web process; 0 keeps none.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=24)
# For so long visitors without a cookie share the answer whether a page still holds; 0: each asks.
PAGE_CACHE_TRUST_MS = env.int("PAGE_CACHE_TRUST_MS", default=20)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Who signs in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/tai-khoan/dang-nhap/"
LOGIN_REDIRECT_URL = "/tai-khoan/"

# Operators enter /quan-tri/ with a second factor; their session ends idle, and at its longest.
OPERATOR_IDLE_MINUTES = env.int("OPERATOR_IDLE_MINUTES", default=30)
OPERATOR_SESSION_HOURS = env.int("OPERATOR_SESSION_HOURS", default=8)

# How many days personal data is kept, by the rules of docs/personal-data.md.
KEEP_DAYS = {name: int(days) for name, days in env.dict("KEEP_DAYS", default={}).items()}

# Language, time, text ------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["common.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

# Files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
#: Where a job writes the feeds of goods for other floors.
FEED_DIR = VAR_DIR / "feeds"
#: What may be done with the open data.
OPEN_DATA_LICENCE = {
    "name": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/deed.vi",
}
STORAGES = {
    "default": {"BACKEND": "common.files.WholeFileSystemStorage"},
    # Scans of certificates: no address of their own, a view decides who sees them.
    "private": {
        "BACKEND": "common.files.PrivateFileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "marketplace.static_storage.HashedModulesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED
if EMBEDDED:
    # No proxy stands in front that would.
    MIDDLEWARE.insert(0, "marketplace.compression.CompressTextMiddleware")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The newest seal of the audit trail, outside of the database ------------------------------------

AUDIT_HEADS = Path(env("AUDIT_HEADS", default=str(VAR_DIR / "audit-heads.jsonl")))

# Messages to people (SMS, Zalo, voice); the providers stand in settings/messages.py --------------

MESSAGES_FILE = VAR_DIR / "messages.jsonl"
# Only alerts go by mail; people get texts.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
#: Seconds; a server that accepts and then hangs must not stop the jobs.
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM", default="market@localhost")

# How long people have to answer, in hours; the table with all names is in shop/order/times.py ---

ORDER_HOURS = {name: int(hours) for name, hours in env.dict("ORDER_HOURS", default={}).items()}

# How many days a household's consent lets a helper act for it -----------------------------------

HELP_DAYS = env.int("HELP_DAYS", default=30)

# How often a web process writes the page views it has counted, in seconds; 0 writes none -------

VISIT_SECONDS = env.int("VISIT_SECONDS", default=10)

# What sellers must have given before their goods are shown; the parts stand in sellers/readiness.py

SELLER_NEEDS = env.list(
    "SELLER_NEEDS", default=["representative", "address", "tax_number", "identity"]
)

# Statistics: when a month is closed, and what others may not see of it --------------------------

STATS_CLOSE_DAY = env.int("STATS_CLOSE_DAY", default=5)
STATS_MIN_SELLERS = env.int("STATS_MIN_SELLERS", default=5)
STATS_MAX_SHARE = env.int("STATS_MAX_SHARE", default=80)

# The API for programs: calls a minute of one network without a key; 0 does not limit

API_PER_MINUTE = env.int("API_PER_MINUTE", default=1_200)

# Receivers of webhooks may stand at private addresses and speak plain HTTP; for trying out only

WEBHOOKS_PRIVATE = env.bool("WEBHOOKS_PRIVATE", default=False)

# Whether phones may keep pages that they have seen, for reading without network; off clears them

OFFLINE_PAGES = env.bool("OFFLINE_PAGES", default=True)

# The operator of the platform, shown in every footer -----------------------------------------

OPERATOR = {
    "name": env("OPERATOR_NAME", default="Trung tâm Xúc tiến thương mại (bản chạy thử)"),
    "address": env("OPERATOR_ADDRESS", default="Phường Phan Đình Phùng, tỉnh Thái Nguyên"),
    "phone": env("OPERATOR_PHONE", default="+84990208100"),
    "representative": env("OPERATOR_REPRESENTATIVE", default=""),
    "email": env("OPERATOR_EMAIL", default=""),
    "licence": env("OPERATOR_LICENCE", default=""),
    "registration": env("OPERATOR_REGISTRATION", default=""),
    # Both come from the ministry with the registration; the icon is never drawn here.
    "icon": env("OPERATOR_ICON", default=""),
    "icon_url": env("OPERATOR_ICON_URL", default=""),
}

# Who signs the reports of the statistics ------------------------------------------------------

REPORT_ISSUER = {
    "parent": env("REPORT_PARENT", default="UBND TỈNH THÁI NGUYÊN"),
    "name": env("REPORT_AGENCY", default="SỞ CÔNG THƯƠNG"),
    "symbol": env("REPORT_SYMBOL", default="BC-SCT"),
    "place": env("REPORT_PLACE", default="Thái Nguyên"),
    "signer_title": env("REPORT_SIGNER_TITLE", default="GIÁM ĐỐC"),
    "signer_name": env("REPORT_SIGNER_NAME", default=""),
    "recipients": env("REPORT_RECIPIENTS", default="UBND tỉnh;UBND các xã, phường;Lưu: VT").split(
        ";"
    ),
}

# Security ------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "marketplace.views.csrf_failure"
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# Own proxies in front: limits per visitor count the address that the outermost of them saw.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
#: Where the nearest proxy may stand; what anybody else says about addresses is not believed.
TRUSTED_PROXIES = env.list(
    "TRUSTED_PROXIES",
    default=["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"],
)
for _network in TRUSTED_PROXIES:
    try:
        ipaddress.ip_network(_network)
    except ValueError as _wrong:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {_wrong}") from _wrong
#: All limits of ``marketplace.limiting`` times this; 0 switches them off.
RATE_LIMIT_FACTOR = env.float("RATE_LIMIT_FACTOR", default=1.0)
#: Tells a browser that waited from the others of its network; given with a refusal only.
LIMIT_COOKIE = "luot"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
# Our pages carry no inline script. Oscar's dashboard and Django's admin do: operators only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
    "EXCLUDE_URL_PREFIXES": ["/quan-tri/"],
}

# Watching: who may read /metrics, where alerts go, how old the newest backup may be ------------

METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_ALLOW = env.list("METRICS_ALLOW", default=[])
ALERT_WEBHOOK = env("ALERT_WEBHOOK", default="")
ALERT_EMAILS = env.list("ALERT_EMAILS", default=[])
BACKUP_DIR = env("BACKUP_DIR", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "marketplace.watching.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "marketplace.watching.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env("LOG_FORMAT", default="line"),
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
