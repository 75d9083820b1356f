"""Rows of what shoppers and machines use."""

from discovery.feeds import FLOOR_TABLES, FORMS
from marketplace.documents import reading
from marketplace.permissions.rows import (
    ANYONE,
    KEYS,
    OPERATORS,
    PROGRAMS,
    PROVIDERS,
    SIGNED_IN,
    Row,
    Scope,
    button,
    form,
    page,
)

_OPEN = page(ANYONE)

PAGES: dict[str, Row] = {
    # Texts, and what machines read
    **dict.fromkeys(("home", "sao-ocop", "xep-hang", "ve-san"), _OPEN),
    **dict.fromkeys(reading.names(), _OPEN),
    **dict.fromkeys((f"{name}-version" for name in reading.names()), _OPEN),
    **dict.fromkeys(
        (
            "manifest",
            "shop-worker",
            "offline",
            "app-links-android",
            "app-links-apple",
            "app-metadata",
            "healthz",
            "readyz",
            "metrics",
            "media",
        ),
        _OPEN,
    ),
    **dict.fromkeys(("discovery:robots", "discovery:sitemap", "discovery:sitemap-part"), _OPEN),
    **dict.fromkeys((f"discovery:feed-{name}" for name in (*FORMS, *FLOOR_TABLES)), _OPEN),
    "discovery:floor-feed": _OPEN,
    **dict.fromkeys((f"discovery:seller-feed-{name}" for name in FORMS), _OPEN),
    **{
        f"opendata:{name}": _OPEN
        for name in (
            "index",
            "catalogue-jsonld",
            "catalogue-ttl",
            "schema",
            "csv",
            "json",
            "csv-revision",
            "json-revision",
        )
    },
    # Goods, places, shops
    "catalogue:index": _OPEN,
    "catalogue:detail": _OPEN,
    "catalogue:category": _OPEN,
    "catalogue:range": _OPEN,
    "catalogue:reviews": _OPEN,
    "catalogue:seasons": _OPEN,
    "catalogue:communes": _OPEN,
    "catalogue:commune": _OPEN,
    "catalogue:commune-by-code": _OPEN,
    "catalogue:ask": form(ANYONE),
    "catalogue:asked": form(SIGNED_IN, Scope.OWN),
    "catalogue:ask-stop": form(ANYONE, Scope.CODE),
    "search:search": _OPEN,
    "search:suggest": _OPEN,
    "heritage:list": _OPEN,
    "heritage:site": _OPEN,
    "markets:list": _OPEN,
    "markets:market": _OPEN,
    "markets:stall": page(ANYONE, Scope.CODE),
    # Traders: the stall is theirs by the own phone or shop
    "markets:sell": form(SIGNED_IN, Scope.OWN),
    "markets:undo": button(SIGNED_IN, Scope.OWN),
    "markets:link": button(SIGNED_IN, Scope.OWN),
    "markets:own-rent": page(SIGNED_IN, Scope.OWN),
    "sellers:storefront": _OPEN,
    "sellers:trace-find": _OPEN,
    "sellers:trace": page(ANYONE, Scope.CODE),
    # Programs
    "api:openapi": _OPEN,
    "api:docs": _OPEN,
    **{
        f"api:{name}": _OPEN
        for name in ("products", "product", "product-sets", "sellers", "seller", "lot", "communes")
    },
    **{
        f"api:stats-{name}": page(KEYS, Scope.KEY)
        for name in ("summary", "sales", "inventory", "floors")
    },
    **{
        f"api:sign-in-{name}": button(PROGRAMS, Scope.CODE)
        for name in ("codes", "tokens", "refresh")
    },
    "api:sign-in-end": button(PROGRAMS, Scope.CITIZEN),
    "api:basket": form(PROGRAMS, Scope.CITIZEN),
    "api:basket-lines": button(PROGRAMS, Scope.CITIZEN),
    "api:basket-voucher": button(PROGRAMS, Scope.CITIZEN),
    "api:basket-merge": button(PROGRAMS, Scope.CITIZEN),
    "api:basket-line": Row(get=None, post=None, scope=Scope.CITIZEN, change=PROGRAMS),
    "api:orders": form(PROGRAMS, Scope.CITIZEN),
    "api:order": page(PROGRAMS, Scope.CITIZEN),
    "api:order-cancel": button(PROGRAMS, Scope.CITIZEN),
    "api:me": page(PROGRAMS, Scope.CITIZEN),
    # What shoppers say
    "sellers:questions": Row(get=ANYONE, post=SIGNED_IN, scope=Scope.PUBLIC),
    **{
        f"fieldreports:send-{subject}": form(ANYONE)
        for subject in ("listing", "seller", "market", "stall")
    },
    "fieldreports:find": _OPEN,
    "fieldreports:state": page(ANYONE, Scope.CODE),
    "fieldreports:phone": form(ANYONE, Scope.BROWSER),
    "sellers:write-review": form(ANYONE, Scope.ORDER),
    "sellers:review-photos": form(ANYONE, Scope.ORDER),
    # Basket, checkout, orders
    "basket:summary": form(ANYONE, Scope.BROWSER),
    "basket:add": button(ANYONE, Scope.BROWSER),
    "checkout:index": form(ANYONE, Scope.BROWSER),
    "checkout:thank-you": page(ANYONE, Scope.BROWSER),
    "checkout:communes": _OPEN,
    "checkout:places": _OPEN,
    **dict.fromkeys(
        (
            "checkout:shipping-address",
            "checkout:shipping-method",
            "checkout:payment-method",
            "checkout:payment-details",
            "checkout:preview",
        ),
        _OPEN,
    ),
    "orders:find": form(ANYONE, Scope.CODE),
    "orders:detail": page(ANYONE, Scope.ORDER),
    "orders:receipt": page(ANYONE, Scope.ORDER),
    "orders:again": button(ANYONE, Scope.ORDER),
    "orders:cancel": button(ANYONE, Scope.ORDER),
    "orders:answer": button(ANYONE, Scope.ORDER),
    "orders:claim": button(ANYONE, Scope.ORDER),
    "orders:return": form(ANYONE, Scope.ORDER),
    # Accounts
    "accounts:home": page(SIGNED_IN, Scope.OWN),
    "accounts:login": form(ANYONE, Scope.BROWSER),
    "accounts:register": form(ANYONE, Scope.BROWSER),
    "accounts:code": form(ANYONE, Scope.BROWSER),
    "accounts:resend": button(ANYONE, Scope.BROWSER),
    "accounts:name": form(ANYONE, Scope.BROWSER),
    "accounts:own-data": form(SIGNED_IN, Scope.OWN),
    "accounts:erase": form(SIGNED_IN, Scope.OWN),
    "accounts:devices": form(SIGNED_IN, Scope.OWN),
    "accounts:recheck": form(ANYONE, Scope.BROWSER),
    "accounts:change-phone": form(SIGNED_IN, Scope.OWN),
    "accounts:stop-phone": form(ANYONE, Scope.CODE),
    "accounts:prove": form(SIGNED_IN, Scope.OWN),
    "accounts:programs": page(SIGNED_IN, Scope.OWN),
    "accounts:end-program": button(SIGNED_IN, Scope.OWN),
    "accounts:identity": form(SIGNED_IN, Scope.OWN),
    "accounts:identity-leave": button(ANYONE, Scope.BROWSER),
    "accounts:identity-back": page(ANYONE, Scope.BROWSER),
    "accounts:grant": form(SIGNED_IN, Scope.OWN),
    "app-token": button(PROGRAMS, Scope.CODE),
    "app-revoke": button(PROGRAMS, Scope.CODE),
    "app-identity-logout": button(PROVIDERS, Scope.SIGNED),
    "accounts:logout": button(ANYONE, Scope.BROWSER),
    "customer:order-list": page(SIGNED_IN, Scope.OWN),
    "customer:order": page(SIGNED_IN, Scope.OWN),
    **dict.fromkeys(
        ("customer:login", "customer:logout", "customer:register", "customer:summary"), _OPEN
    ),
    # Money
    "payment:vnpay": form(ANYONE, Scope.ORDER),
    "payment:vnpay-result": page(ANYONE, Scope.SIGNED),
    "payment:vnpay-ipn": page(PROVIDERS, Scope.SIGNED),
    "payment:bank-feed": button(PROVIDERS, Scope.SIGNED),
    "payment:gateway-notice": button(PROVIDERS, Scope.SIGNED),
    "payment:cases": page(OPERATORS, Scope.ALL),
    "payment:case": form(OPERATORS, Scope.ALL),
    # Machines for trying out only
    "payment:simulator": form(ANYONE, Scope.TRIAL),
    "payment:simulator-api": button(PROVIDERS, Scope.TRIAL),
    "styleguide": form(ANYONE, Scope.TRIAL),
    "message-log": page(ANYONE, Scope.TRIAL),
}
