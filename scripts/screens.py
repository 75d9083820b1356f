"""Take pictures of a running site, one file per page and width: <name>-<width>.png.

Start the site first (``make run``). Words on the command line choose pages by name.
"""

import argparse
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SHOPPER = (360, 768, 1280)
OFFICIAL = (360, 768, 1440)
#: Where text must still reflow without scrolling sideways (WCAG 2.2, 1.4.10).
NARROWEST = 320
CODE_SECONDS = 20

# name, path or the CSS selector of a link on the page before it, persona or None, widths
PRODUCT = "/san-pham/ > .product-card a[href^='/san-pham/']"
REVIEWED = "/tim-kiem/?q=mien+viet+cuong > .product-card a[href^='/san-pham/']"
TEA = "/tim-kiem/?q=che+non+tom > .product-card a[href^='/san-pham/']"
PAGES = [
    ("home", "/", None, SHOPPER),
    ("listing", "/san-pham/", None, SHOPPER),
    ("shelf", "/danh-muc/che/", None, SHOPPER),
    ("product", PRODUCT, None, SHOPPER),
    ("preorder", "/mua-vu/ > #dat-truoc .product-card a[href^='/san-pham/']", None, SHOPPER),
    ("reviews", f"{REVIEWED} > main a[href$='/danh-gia/']", None, SHOPPER),
    ("questions", f"{PRODUCT} > main a[href$='/hoi-dap/']", None, SHOPPER),
    ("report", f"{PRODUCT} > main a[href$='/phan-anh/']", None, SHOPPER),
    ("report-market", "/cho/cho-thai/ > main a[href$='/phan-anh/']", None, SHOPPER),
    ("report-find", "/phan-anh/", None, SHOPPER),
    ("rules", "/quy-che/", None, SHOPPER),
    ("ranking", "/xep-hang/", None, SHOPPER),
    ("operator-facts", "/ve-san/", None, SHOPPER),
    ("api", "/api/v1/docs/", None, SHOPPER),
    ("open-data", "/du-lieu-mo/", None, SHOPPER),
    ("trace", f"{TEA} > main a[href^='/truy-xuat/']", None, SHOPPER),
    ("storefront", f"{PRODUCT} > main a[href^='/gian-hang/']", None, SHOPPER),
    ("seasons", "/mua-vu/", None, SHOPPER),
    ("communes", "/xa/", None, SHOPPER),
    ("commune", "/xa/05503/", None, SHOPPER),
    ("commune-empty", "/xa/ > .place-more a.place-row", None, SHOPPER),
    ("markets", "/cho/", None, SHOPPER),
    ("market", "/cho/cho-thai/", None, SHOPPER),
    ("heritage", "/di-san/", None, SHOPPER),
    ("heritage-site", "/di-san/atk-dinh-hoa/", None, SHOPPER),
    ("stall", "/cho/cho-thai/ > .stall-row", None, SHOPPER),
    ("stall-sell", "/cho/cho-thai/ > .stall-row > .stall__own", "seller", SHOPPER),
    ("board", "/ban-quan-ly-cho/cho-thai/", "board", SHOPPER),
    ("board-stall", "/ban-quan-ly-cho/cho-thai/quay-moi/", "board", SHOPPER),
    ("board-import", "/ban-quan-ly-cho/cho-thai/nhap/", "board", SHOPPER),
    ("board-settings", "/ban-quan-ly-cho/cho-thai/thong-tin/", "board", SHOPPER),
    ("board-rents", "/ban-quan-ly-cho/cho-thai/phi/", "board", SHOPPER),
    ("search", "/tim-kiem/?q=che+tan+cuong", None, SHOPPER),
    ("search-nothing", "/tim-kiem/?q=xe+tang", None, SHOPPER),
    ("basket-empty", "/gio-hang/", None, SHOPPER),
    ("sign-in", "/tai-khoan/dang-nhap/", None, SHOPPER),
    ("find-order", "/don-hang/", None, SHOPPER),
    ("not-found", "/khong-co-trang-nay/", None, SHOPPER),
    ("offline", "/ngoai-mang/", None, SHOPPER),
    ("basket", "/gio-hang/", "basket", SHOPPER),
    ("checkout", "/dat-hang/", "basket", SHOPPER),
    ("account", "/tai-khoan/", "shopper", SHOPPER),
    ("own-data", "/tai-khoan/du-lieu/", "shopper", SHOPPER),
    ("erase", "/tai-khoan/xoa/", "shopper", SHOPPER),
    ("operator-door", "/quan-tri/phien/", "operator", SHOPPER),
    ("own-orders", "/tai-khoan/don-hang/", "shopper", SHOPPER),
    ("order", "/tai-khoan/don-hang/ > main a[href^='/don-hang/']", "shopper", SHOPPER),
    (
        "receipt",
        "/tai-khoan/don-hang/ > main a[href^='/don-hang/'] > main a[href*='/phieu/']",
        "shopper",
        SHOPPER,
    ),
    ("open-shop", "/ban-hang/dang-ky/", "shopper", SHOPPER),
    ("seller-home", "/ban-hang/", "seller", SHOPPER),
    ("seller-listings", "/ban-hang/san-pham/", "seller", SHOPPER),
    ("seller-listing", "/ban-hang/san-pham/ > .goods-row a", "seller", SHOPPER),
    ("seller-preorder", "/ban-hang/san-pham/2/ban-truoc/", "seller", SHOPPER),
    ("seller-preorders", "/ban-hang/ban-truoc/", "seller", SHOPPER),
    ("seller-harvest", "/ban-hang/ban-truoc/ > a[href*='/thu-hoach/']", "seller", SHOPPER),
    ("seller-postpone", "/ban-hang/ban-truoc/ > a[href*='/doi-ngay/']", "seller", SHOPPER),
    ("seller-elsewhere", "/ban-hang/san-pham/2/san-khac/", "seller", SHOPPER),
    ("seller-floors", "/ban-hang/san-khac/", "seller", SHOPPER),
    ("seller-season", "/ban-hang/san-pham/1/mua/", "seller", SHOPPER),
    ("seller-orders", "/ban-hang/don-hang/", "seller", SHOPPER),
    ("seller-order", "/ban-hang/don-hang/ > a.order-card", "seller", SHOPPER),
    ("seller-certificates", "/ban-hang/san-pham/2/chung-nhan/", "seller", SHOPPER),
    ("seller-lots", "/ban-hang/lo-hang/", "seller", SHOPPER),
    ("seller-lot", "/ban-hang/lo-hang/ > a.order-card", "seller", SHOPPER),
    ("seller-list-product", "/ban-hang/dang-ban/", "seller", SHOPPER),
    ("seller-profile", "/ban-hang/gian-hang/", "seller", SHOPPER),
    ("seller-profile-story", "/ban-hang/gian-hang/chuyen/", "seller", SHOPPER),
    ("seller-portrait", "/ban-hang/gian-hang/anh/", "seller", SHOPPER),
    ("seller-identity", "/ban-hang/xac-thuc/", "seller", SHOPPER),
    ("seller-tax-number", "/ban-hang/xac-thuc/ma-so-thue/", "seller", SHOPPER),
    ("seller-team", "/ban-hang/nhom/", "seller", SHOPPER),
    ("seller-invite", "/ban-hang/nhom/moi/", "seller", SHOPPER),
    ("seller-pause", "/ban-hang/tam-nghi/", "seller", SHOPPER),
    ("seller-close", "/ban-hang/dong/", "seller", SHOPPER),
    ("seller-own-data", "/ban-hang/du-lieu/", "seller", SHOPPER),
    ("seller-questions", "/ban-hang/cau-hoi/", "seller", SHOPPER),
    ("seller-reviews", "/ban-hang/danh-gia/", "seller", SHOPPER),
    ("seller-money", "/ban-hang/tien/", "seller", SHOPPER),
    ("official-floors", "/thong-ke/san-khac/", "province", OFFICIAL),
    ("identity-checks", "/duyet/xac-thuc/", "province", OFFICIAL),
    ("identity-check", "/duyet/xac-thuc/ > td a[href^='/duyet/xac-thuc/']", "province", OFFICIAL),
    ("seller-helpers", "/ban-hang/nguoi-giup/", "seller", SHOPPER),
    ("helping", "/ho-tro/", "helper", SHOPPER),
    ("helper-teams", "/duyet/to-ho-tro/", "commune", OFFICIAL),
    ("team", "/ho-tro/to/", "helper", SHOPPER),
    ("team-visit", "/ho-tro/to/ > main a[href$='/da-den/']", "helper", SHOPPER),
    ("team-plan", "/ho-tro/to/ > main a[href$='/hen/']", "helper", SHOPPER),
    ("teams", "/duyet/to-cong-nghe-so/", "commune", OFFICIAL),
    ("team-members", "/duyet/to-cong-nghe-so/ > main th a", "commune", OFFICIAL),
    ("team-results", "/thong-ke/to/", "province", OFFICIAL),
    ("review-queue", "/duyet/", "operator", OFFICIAL),
    ("review", "/duyet/ > .review-row__title a", "operator", OFFICIAL),
    ("moderation", "/duyet/loi-khach/", "operator", OFFICIAL),
    ("reports", "/duyet/phan-anh/", "operator", OFFICIAL),
    ("takedown", "/duyet/ > .takedown a", "operator", OFFICIAL),
    ("certificates", "/duyet/chung-nhan/", "commune", OFFICIAL),
    ("certificate", "/duyet/chung-nhan/ > .data-table a", "commune", OFFICIAL),
    ("reports", "/duyet/phan-anh/", "province", OFFICIAL),
    ("report-one", "/duyet/phan-anh/ > .moderation__title a", "province", OFFICIAL),
    ("lot-check", "/duyet/lo-hang/ > .data-table a", "commune", OFFICIAL),
    ("stats", "/thong-ke/", "province", OFFICIAL),
    ("stats-parts", "/thong-ke/theo-nhom/", "province", OFFICIAL),
    ("stats-communes", "/thong-ke/xa/", "province", OFFICIAL),
    ("stats-compare", "/thong-ke/so-sanh/?xa=05503&xa=05692&xa=05488", "province", OFFICIAL),
    ("stats-commune", "/thong-ke/xa/05503/", "province", OFFICIAL),
    ("stats-own-commune", "/thong-ke/xa/05503/", "commune", OFFICIAL),
    ("stats-seller", "/thong-ke/xa/05503/ > #nguoi-ban tbody th a", "province", OFFICIAL),
    ("stats-orders", "/thong-ke/don-hang/?xa=05503", "province", OFFICIAL),
    ("stats-choose", "/thong-ke/don-hang/?so=huy", "province", OFFICIAL),
    ("stats-goods", "/thong-ke/san-pham/?loc=sap-het-hang", "province", OFFICIAL),
    ("stats-ocop", "/thong-ke/ocop/", "province", OFFICIAL),
    ("stats-markets", "/thong-ke/cho/", "province", OFFICIAL),
    ("stats-market", "/thong-ke/cho/cho-thai/", "province", OFFICIAL),
    ("stats-reports", "/thong-ke/phan-anh/", "province", OFFICIAL),
    ("stats-outside", "/thong-ke/ben-ngoai/", "province", OFFICIAL),
    ("stats-proof", "/thong-ke/doi-soat/", "province", OFFICIAL),
    ("stats-published", "/thong-ke/toan-tinh/", "commune", OFFICIAL),
    ("stats-closes", "/thong-ke/khoa-so/", "province", OFFICIAL),
    ("stats-closed-month", "/thong-ke/khoa-so/ > tbody th a", "province", OFFICIAL),
    ("style-guide", "/_ui/", None, SHOPPER),
]


def options() -> argparse.Namespace:
    port = os.environ.get("PORT", "8000")
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these pages")
    parser.add_argument("--site", default=f"http://127.0.0.1:{port}")
    parser.add_argument("--out", type=Path, default=var / "screens")
    parser.add_argument("--messages", type=Path, default=var / "messages.jsonl")
    return parser.parse_args()


def newest_code(messages: Path, phone: str, after: int) -> str:
    """Return the code sent to a phone beyond one byte of the message file."""
    deadline = time.monotonic() + CODE_SECONDS
    while time.monotonic() < deadline:
        if messages.exists():
            with messages.open("rb") as file:
                file.seek(after)
                lines = file.read().decode().splitlines()
            for line in reversed(lines):
                message = json.loads(line)
                found = re.search(r"\b\d{6}\b", message["text"])
                if found and message["to_phone"][-9:] == phone[-9:]:
                    return found.group()
        time.sleep(0.2)
    sys.exit(f"No code for {phone} came within {CODE_SECONDS} seconds: look at {messages}")


def sign_in(context, site: str, phone: str, messages: Path) -> None:
    page = context.new_page()
    page.goto(f"{site}/tai-khoan/dang-nhap/")
    already = messages.stat().st_size if messages.exists() else 0
    page.fill("input[name=phone]", phone)
    page.press("input[name=phone]", "Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", newest_code(messages, phone, already))
    page.press("input[name=code]", "Enter")
    page.wait_for_url(lambda url: "/ma-xac-nhan/" not in url)
    page.close()


def begin_session(context, site: str) -> None:
    """Enter the session of an operator with the code that the demo shows; each opens once."""
    page = context.new_page()
    for _ in range(3):
        page.goto(f"{site}/quan-tri/phien/")
        page.fill("input[name=code]", page.locator(".page-head strong").inner_text())
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state("networkidle")
        if "/phien/" not in page.url:
            break
        time.sleep(CODE_SECONDS)
    page.close()


def open_page(page, site: str, address: str) -> None:
    """Go to a path, and on through the first link of each selector of ``PATH > SELECTOR``."""
    path, *links = address.split(" > ")
    page.goto(site + path, wait_until="networkidle")
    for link in links:
        href = page.locator(link).first.get_attribute("href", timeout=5000)
        page.goto(site + href, wait_until="networkidle")


def persona_phone(role: str) -> str | None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    os.environ.setdefault("DEBUG", "True")
    django.setup()
    from demo.people import LOGINS

    return LOGINS[role].phone if role in LOGINS else None


def fill_basket(context, site: str) -> None:
    """Put the goods of two sellers into the basket of a guest."""
    page = context.new_page()
    for path in ("/danh-muc/che/", "/danh-muc/mien-bun/"):
        open_page(page, site, f"{path} > .product-card a[href^='/san-pham/']")
        page.locator("button:visible", has_text="Thêm vào giỏ").first.click()
        page.wait_for_load_state("networkidle")
    page.close()


def show_all_pictures(page) -> None:
    """Scroll to the foot and back, so that pictures that load late are there."""
    page.evaluate(
        """async () => {
            for (let y = 0; y < document.body.scrollHeight; y += 400) {
                window.scrollTo(0, y);
                await new Promise((done) => setTimeout(done, 40));
            }
            window.scrollTo(0, 0);
        }"""
    )
    page.wait_for_load_state("networkidle")


def is_too_wide(page, name: str) -> bool:
    """Say whether the page scrolls sideways, and print it."""
    root = "document.documentElement"
    px = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    if px > 0:
        print(f"{name}: scrolls {px} px sideways at {page.viewport_size['width']} px")
    return px > 0


def photograph(browser, args: argparse.Namespace) -> int:
    """Save every chosen page; return how many could not be taken or scroll sideways."""
    from playwright.sync_api import Error

    contexts, failed = {}, 0
    for name, address, role, widths in PAGES:
        if args.names and name not in args.names:
            continue
        phone = persona_phone(role) if role else None
        if role and role != "basket" and not phone:
            print(f"{name}: left out, the demo data has no login for '{role}'")
            failed += 1
            continue
        if role not in contexts:
            contexts[role] = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
            if role == "basket":
                fill_basket(contexts[role], args.site)
            elif phone:
                sign_in(contexts[role], args.site, phone, args.messages)
                if role == "operator":
                    begin_session(contexts[role], args.site)
        page = contexts[role].new_page()
        try:
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                open_page(page, args.site, address)
                show_all_pictures(page)
                page.screenshot(path=args.out / f"{name}-{width}.png", full_page=True)
                failed += is_too_wide(page, name)
            page.set_viewport_size({"width": NARROWEST, "height": 800})
            failed += is_too_wide(page, name)
            print(f"{name}: {', '.join(map(str, widths))}")
        except Error as problem:
            print(f"{name}: not taken ({problem.message.splitlines()[0]})")
            failed += 1
        page.close()
    return failed


def main() -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.exit("Chromium is needed for the pictures: run 'apt install chromium' and try again.")
    from playwright.sync_api import Error, sync_playwright

    args = options()
    args.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox"],
            env={**os.environ, "FONTCONFIG_FILE": str(ROOT / "scripts" / "phone-fonts.conf")},
        )
        try:
            browser.new_page().goto(f"{args.site}/healthz")
        except Error:
            sys.exit(f"No site answers at {args.site}: start it with 'make run' first.")
        failed = photograph(browser, args)
        browser.close()
    print(f"Pictures: {args.out}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
