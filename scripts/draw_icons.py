"""Draw the pictures that phones and messengers need as pixels, from the drawings of the shop.

Run it after a drawing has changed, and commit what it writes to static/img/.
"""

import io
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMG = ROOT / "static" / "img"
PAPER, LEAF = "#FFFFFF", "#1B5A38"

# Name, side in px, share of the side that the drawing fills: a maskable icon is cut to a circle.
ICONS = [("icon-192.png", 192, 1), ("icon-512.png", 512, 1), ("icon-maskable-512.png", 512, 0.8),
         ("icon-apple-180.png", 180, 1)]  # fmt: skip
SHARE = """<body style="margin:0;width:1200px;height:630px;background:#fff;font-family:Roboto">
<div style="height:440px;overflow:hidden">{hero}</div>
<div style="display:flex;align-items:center;gap:28px;padding:36px 56px;color:#1B2620">
<div style="width:112px;flex:none">{logo}</div>
<div><div style="font-size:56px;font-weight:700;line-height:1.2">{name}</div>
<div style="font-size:32px;line-height:1.4">{line}</div></div></div>"""
NAME, LINE = "Nông sản Thái Nguyên", "Bán thẳng từ người làm ra, rõ xã, rõ nhà"


def icon_page(drawing: str, side: int, filled: float) -> str:
    size = round(side * filled)
    return (
        f'<body style="margin:0;width:{side}px;height:{side}px;display:grid;place-items:center;'
        f'background:{LEAF if filled < 1 else "transparent"}">'
        f'<div style="width:{size}px;height:{size}px">{drawing}</div>'
    )


def main() -> None:
    from PIL import Image
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        sys.exit("Chromium is needed: run 'apt install chromium' and try again.")
    logo, hero = (IMG / "logo.svg").read_text(), (IMG / "hero.svg").read_text()
    fonts = {**os.environ, "FONTCONFIG_FILE": str(ROOT / "scripts" / "phone-fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], env=fonts
        )
        page = browser.new_page()

        def shot(html: str, width: int, height: int) -> Image.Image:
            page.set_viewport_size({"width": width, "height": height})
            page.set_content(html)
            return Image.open(io.BytesIO(page.screenshot(omit_background=True)))

        for name, side, filled in ICONS:
            picture = shot(icon_page(logo, side, filled), side, side)
            picture.quantize(128).save(IMG / name, optimize=True)
        share = shot(SHARE.format(hero=hero, logo=logo, name=NAME, line=LINE), 1200, 630).convert(
            "RGB"
        )
        share.save(IMG / "share.jpg", quality=82, optimize=True)
        browser.close()
    for name in (*(icon[0] for icon in ICONS), "share.jpg"):
        print(f"{name}: {(IMG / name).stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
