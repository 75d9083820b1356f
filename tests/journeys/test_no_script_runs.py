"""What people type is text on every page: a browser runs none of 300 smuggled scripts."""

import itertools
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from jobs.messages import send_message
from tests.architecture.access import TABLE
from tests.architecture.crawling import browser_of, things  # noqa: F401

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALLS = ("alert(1)", "confirm`1`", "top['al'+'ert'](1)", "window.ran=1", "print()")
SHAPES = (
    "<script>{}</script>", "</title><script>{}</script>", "</textarea><script>{}</script>",
    "</script><script>{}</script>", "<scr<script>ipt>{}</scr</script>ipt>", "<SCRIPT>{}</SCRIPT>",
    "<img src=x onerror={}>", "\"><img src=x onerror={}>", "'><img src=x onerror={}>",
    "<svg onload={}>", "<svg/onload={}//", "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>", "<math><mtext><img src=x onerror={}>",
    "<body onload={}>", "<iframe src=javascript:{}>", "<iframe srcdoc='<script>{}</script>'>",
    "<a href=javascript:{}>x</a>", "<a href='java\tscript:{}'>x</a>", "javascript:{}",
    "<form action=javascript:{}><button autofocus>x", "<button formaction=javascript:{}>x",
    "<input autofocus onfocus={}>", "\" autofocus onfocus={} x=\"", "' autofocus onfocus={} x='",
    "\" onmouseover={} \"", "<details open ontoggle={}>", "<video><source onerror={}>",
    "<audio src=x onerror={}>", "<marquee onstart={}>", "<object data=javascript:{}>",
    "<embed src=javascript:{}>", "<link rel=stylesheet href=javascript:{}>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<base href=javascript:{}//>",
    "<style>@import 'javascript:{}';</style>", "<div style=\"background:url(javascript:{})\">",
    "<template><script>{}</script></template>", 
    "<noscript><p title=\"</noscript><img src=x onerror={}>\">",
    "<!--><img src=x onerror={}>-->", "<![CDATA[<img src=x onerror={}>]]>", "<x onclick={}>x",
    "&lt;script&gt;{}&lt;/script&gt;", "&#60;img src=x onerror={}&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e", "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}", "';{};//", "\";{};//", "`;{};//", "*/{};/*", "]]>{}", "\u2028{}\u2029",
    "＜script＞{}＜/script＞", "<img src=`x` onerror={}>", "<img\x0csrc=x\x0conerror={}>",
    "<p id=x onfocusin={} tabindex=0 autofocus>", "<select autofocus onfocus={}>",
    "<dialog open onclose={}>",
)  # fmt: skip
PAYLOADS = [shape.format(call) for shape, call in itertools.product(SHAPES, CALLS)]
#: Texts that people write, by column: rows of all apps.
TYPED = {
    "title", "description", "story", "quote", "hamlet", "full_name", "first_name", "line1", "name",
    "notes", "note", "body", "text", "answer", "carrier", "tracking_code", "representative",
    "head_name", "words", "holder", "message", "place", "goods", "board_name",
    "address", "open_days", "decision", "place_note", "passed_note", "shows", "credit", "done",
    "opening_words", "place_words", "delivery_place", "funder", "decision_no", "issuer", "caption",
    "review_note", "decision_note", "meeting_point", "duration_words", "included", "not_included",
    "language", "process", "care", "test", "asked_name", "asked_by", "document_no", "basis",
    "citation", "customer_name", "customer_note", "partner_name", "seller_name", "helper_name",
    "bank_holder", "file_name", "issuer_label", "line2", "line3", "line4", "last_name",
    "label", "before", "after", "value_text", "actor_label", "decider_label", "looker_label",
    "offer_name", "resolution", "source", "memo", "reason", "refused", "partner_line_notes",
    "homepage", "meta_title", "meta_description", "checked_as", "last_error", "option",
}  # fmt: skip
#: Codes, hashes, numbers that are checked, and words of ours: no person writes them freely.
UNWRITTEN = {
    "access_hash", "account", "address_hash", "bank_account", "bank_bin", "board_phone",
    "browser_hash", "caller", "card_type", "category", "challenge", "channel", "checksum",
    "claim", "client", "client_id", "code", "code_hash", "codes", "commune_code", "content",
    "currency", "customer_phone", "destination_province_code", "digest", "email", "event",
    "floor", "former_phone", "from_state", "gateway", "guest_email", "hash", "ip_hash", "key",
    "network_hash",
    "kind", "last", "level", "line_reference", "mark", "mark_hash", "market_slug", "new_phone",
    "new_status", "note_type", "number", "old_phone", "old_status", "partner_line_reference",
    "partner_reference", "partner_sku", "password", "payload", "phone", "phone_hash",
    "phone_number", "place_key", "postcode", "previous_hash", "price_currency",
    "product_set_code", "provider", "province_code", "raw", "redirect_uri", "reference",
    "refresh_hash", "request_hash", "role", "route", "sale_unit", "sealed", "sealed_secret",
    "search_text", "secret_hash", "seller_kind", "sender_hash", "session_hash", "session_key",
    "session_key_hash", "session_mark", "sha256", "shipping_code", "shipping_method",
    "shipping_tax_code", "shown", "slug", "state", "status", "subject_mark", "tax_category",
    "tax_code", "team", "to_phone", "to_state", "token", "txn_type", "type", "upc", "url",
    "value_richtext", "voucher_code", "waits_for",
}  # fmt: skip
#: Apps whose texts nobody types here: places are ours, figures are counted, logs stay as they are.
UNTYPED = {"places", "jobs", "audit", "stats", "opendata", "analytics", "offer", "communication"}
OURS = {"Category", "ProductClass", "ProductSet", "Option", "ProductAttribute", "ShippingEventType",
        "Country", "SourceType", "AttributeOptionGroup"}  # fmt: skip
#: Columns of that name hold a word of ours.
KEYS = {("FieldReport", "reason")}
#: The market of the test has rows of them.
SPOILED = {"accounts", "catalogue", "fieldreports", "markets", "order", "partner", "reviews",
           "sellers", "teams"}  # fmt: skip
WATCH = """
window.seen = [];
document.addEventListener("securitypolicyviolation", e => window.seen.push(e.violatedDirective));
"""


def texts() -> list[tuple[type[models.Model], models.Field]]:
    """Return every free text of our tables, by model and column."""
    return [
        (model, field)
        for model in apps.get_models()
        if is_ours(model) and model.__name__ not in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.unique or field.primary_key)
        and (model.__name__, field.name) not in KEYS
    ]


def is_ours(model) -> bool:
    folder = Path(apps.get_app_config(model._meta.app_label).path)
    return "site-packages" not in folder.parts and model._meta.app_label not in UNTYPED


def spoil() -> Counter:
    """Write payloads into every text that a person gives; return how many texts of each app."""
    spoiled, turn = Counter(), itertools.cycle(PAYLOADS)
    for model, field in texts():
        if field.name not in TYPED:
            continue
        for pk in model._base_manager.values_list("pk", flat=True):
            text = filled(field.max_length, turn)
            done = model._base_manager.filter(pk=pk).update(**{field.attname: text})
            spoiled[model._meta.app_label] += done
    return spoiled


def filled(most: int | None, turn) -> str:
    """Return as many payloads as fit; all of them where nothing limits the text."""
    if most is None:
        return "\n".join(PAYLOADS)
    text = ""
    while len(text) < most - 60:
        text += next(turn) + " "
    return (text or next(turn))[:most]


def test_there_are_three_hundred():
    assert len(set(PAYLOADS)) >= 300


@pytest.mark.parametrize("role", ["visitor", "shopper", "owner", "commune", "operator"])
def test_no_script_runs_from_what_people_typed(things, page, live_server, settings, role):  # noqa: F811
    settings.EMBEDDED = True
    people, ids = things
    assert set(spoil()) >= SPOILED
    send_message(
        to_phone="+84990123456", template="x", text="\n".join(PAYLOADS), dedupe_key="x", urgent=True
    )
    sign_in(page, live_server, people[role])
    ran, refused, looked = [], [], 0
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: refused.append(line.text) if "Policy" in line.text else None)
    page.add_init_script(WATCH)
    addresses = [a.format(**ids) for a, get, _ in TABLE.values() if get[role] == 200]
    addresses += ["/_tin-nhan/", *(f"/tim-kiem/?q={shape[:40]}" for shape in PAYLOADS[::60])]

    for address in addresses:
        if "html" not in browser_of(people[role]).get(address).get("Content-Type", ""):
            continue
        page.goto(live_server.url + address, wait_until="domcontentloaded")
        looked += 1
        if page.evaluate("window.ran || (window.seen || []).length"):
            ran.append((address, page.evaluate("window.seen")))

    assert (ran, refused) == ([], [])
    assert looked > 25


def test_a_page_that_trusts_its_text_would_be_found(
    things,  # noqa: F811
    page,
    live_server,
    monkeypatch,
):
    """Negative control: templates that escape nothing; the policy then stops what would run."""
    monkeypatch.setattr("django.template.base.conditional_escape", str)
    spoil()
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Policy" in line.text else None)

    page.goto(live_server.url + things[1]["product"])

    assert refused


def sign_in(page, live_server, user) -> None:
    if user is None:
        return
    browser: Client = browser_of(user)
    value = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
