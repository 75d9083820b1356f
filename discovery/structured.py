"""The facts of a page in the words of schema.org, as JSON-LD. Prices are whole đồng.

Everything is taken from what the page itself shows, so the two cannot differ.
Source: schema.org 29, types Product, Offer, Certification, Organization, BreadcrumbList.
"""

import json

from django.conf import settings
from django.utils.safestring import SafeString

from common.money import NBSP
from discovery.addresses import absolute, share_picture, widest

CONTEXT = "https://schema.org"
CURRENCY = "VND"
COUNTRY = "VN"
IN_STOCK, SOLD_OUT = f"{CONTEXT}/InStock", f"{CONTEXT}/OutOfStock"
PRE_ORDER = f"{CONTEXT}/PreOrder"
#: What could end the element or begin a comment in it. The values stay the same for readers.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def scripts(*blocks: dict) -> SafeString:
    """Return data blocks for the page. They are no scripts: browsers never run this type."""
    # What could end the element is escaped in each block.
    return SafeString("".join(map(_script, blocks)))  # nosec B703


def _script(block: dict) -> str:
    filled = {"@context": CONTEXT, **without_empty(block)}
    text = json.dumps(filled, ensure_ascii=False, separators=(",", ":")).replace(NBSP, " ")
    return f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>'


def without_empty(value):
    """Return the value without members that say nothing."""
    if isinstance(value, dict):
        members = {key: without_empty(part) for key, part in value.items()}
        return {key: part for key, part in members.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return [without_empty(part) for part in value]
    return value


def product(page, path: str, feedback=None) -> dict:
    """Return what a ``ProductPage`` tells, with its ``ProductFeedback`` if buyers have spoken."""
    url = absolute(path)
    return {
        "@type": "Product",
        "@id": f"{url}#hang",
        "url": url,
        "sku": str(page.id),
        "name": page.title,
        "description": page.description or page.title,
        "image": [widest(picture) for picture in page.pictures],
        "brand": {"@type": "Brand", "name": page.maker.shop} if page.maker else None,
        "countryOfOrigin": {"@type": "Country", "name": COUNTRY},
        "hasCertification": [certification(c) for c in page.certificates if c.is_valid],
        "additionalProperty": [
            *(_property(fact.label, fact.value) for fact in page.facts),
            *harvest(page.months),
        ],
        "offers": offer(page, url),
        "aggregateRating": rating(feedback.spread) if feedback else None,
    }


def offer(page, url: str) -> dict | None:
    """Return price and availability; both are what the basket would say now."""
    if page.price_vnd is None:
        return None
    least = page.min_quantity
    return {
        "@type": "Offer",
        "url": url,
        "price": int(page.price_vnd),
        "priceCurrency": CURRENCY,
        "availability": availability(page),
        "availabilityStarts": page.ahead.ready_on.isoformat() if page.ahead else None,
        "itemCondition": f"{CONTEXT}/NewCondition",
        "eligibleQuantity": {"@type": "QuantitativeValue", "minValue": least}
        if least > 1
        else None,
        "seller": {
            "@type": "Organization",
            "name": page.maker.shop,
            "url": absolute(page.maker.url),
        }
        if page.maker
        else None,
    }


def availability(page) -> str:
    """Return whether the goods are at hand, on pre-order or gone."""
    if not page.can_buy:
        return SOLD_OUT
    return PRE_ORDER if page.ahead else IN_STOCK


def rating(spread) -> dict | None:
    """Return what buyers gave in the mean; None before the first of them."""
    if not spread.count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": spread.mean.replace(",", "."),
        "reviewCount": spread.count,
        "bestRating": 5,
        "worstRating": 1,
    }


def certification(certificate) -> dict:
    """Return a recognition of OCOP that holds today."""
    return {
        "@type": "Certification",
        "name": certificate.title,
        "certificationIdentification": certificate.decision_no,
        "issuedBy": {"@type": "Organization", "name": certificate.issuer},
        "datePublished": certificate.from_on.isoformat(),
        "expires": certificate.until_on.isoformat(),
        "certificationStatus": f"{CONTEXT}/CertificationActive",
    }


def harvest(months) -> list[dict]:
    """Return the months of harvest as one property; none when no season is known."""
    numbers = [month.label.removeprefix("T") for month in months if month.in_season]
    return [_property("Mùa thu hoạch", f"tháng {', '.join(numbers)}")] if numbers else []


def seller(page) -> dict:
    """Return what a ``Storefront`` tells. The phone is for people only."""
    return {
        "@type": "Organization",
        "@id": f"{absolute(page.maker.url)}#nha",
        "url": absolute(page.maker.url),
        "name": page.name,
        "description": page.lead,
        "image": widest(page.portrait) if page.portrait else None,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": page.commune_title,
            "addressRegion": "Thái Nguyên",
            "addressCountry": COUNTRY,
        }
        if page.commune_title
        else None,
    }


def site() -> dict:
    """Return the shop itself: who runs it, and where its search is."""
    home, operator = absolute("/"), settings.OPERATOR
    organization = {
        "@type": "Organization",
        "@id": f"{home}#san",
        "url": home,
        "name": settings.OSCAR_SHOP_NAME,
        "legalName": operator["name"],
        "logo": share_picture(),
        "address": operator["address"],
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "telephone": operator["phone"],
            "availableLanguage": "vi",
        },
    }
    website = {
        "@type": "WebSite",
        "@id": f"{home}#trang",
        "url": home,
        "name": settings.OSCAR_SHOP_NAME,
        "inLanguage": "vi",
        "publisher": {"@id": f"{home}#san"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{home}tim-kiem/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
    return {"@graph": [organization, website]}


def breadcrumbs(crumbs) -> dict:
    """Return the way back up; the page itself stands last and needs no address."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb["label"],
                "item": absolute(crumb["url"]) if crumb["url"] else None,
            }
            for position, crumb in enumerate(crumbs, start=1)
        ],
    }


def _property(name: str, value: str) -> dict:
    return {"@type": "PropertyValue", "name": name, "value": value}
