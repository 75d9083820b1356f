"""What a first look at a shop page costs: few kilobytes, and nobody else is asked for anything."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings as of_project
from django.core.files.storage import FileSystemStorage
from django.utils.module_loading import import_string

from tests.factories import make_certificate, make_listing, make_seller
from tests.modules import SCRIPTS, hooks, scripts_of

STATIC = Path(of_project.BASE_DIR) / "static"
KB = 1024
PRODUCTION = "marketplace.static_storage.HashedModulesStorage"
pytestmark = pytest.mark.django_db


def sent(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


@pytest.fixture
def pages(client, order) -> dict[str, str]:
    """Every page of the shop as its fullest kind, by name."""
    seller = make_seller("HTX chè Đồi Xanh")
    tea = make_listing(seller, "Chè móc câu", stock=12)
    make_certificate(tea)
    for number in range(24):
        make_listing(seller, f"Chè số {number}", harvest_mask=4095)
    own = {"origin": "http://testserver"}
    client.post(f"/gio-hang/them/{tea.pk}/", {"quantity": 1}, headers=own)
    paths = {
        "home": "/",
        "list": "/san-pham/",
        "search": "/tim-kiem/?q=che",
        "product": tea.get_absolute_url(),
        "seller": seller.partner.get_absolute_url(),
        "commune": seller.partner.commune.get_absolute_url(),
        "basket": "/gio-hang/",
        "checkout": "/dat-hang/",
        "tracking": order.get_guest_url(),
    }
    found = {}
    for name, path in paths.items():
        answer = client.get(path)
        assert answer.status_code == 200, name
        found[name] = answer.content.decode()
    return found


#: Pages whose own text has a limit too, in kilobytes.
OWN_KB = {"home": 15, "list": 18, "product": 15}


def test_page_weighs_little_and_asks_no_third_party(pages):
    weights = {}
    for name, html in pages.items():
        styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
        assert styles, name
        css = sum(sent(STATIC / one) for one in styles)
        js = sum(sent(SCRIPTS / one) for one in scripts_of(html))
        weights[name] = css, js
        own = len(gzip.compress(html.encode(), 6, mtime=0))
        assert own <= OWN_KB.get(name, 20) * KB, (name, own)
        assert asked_elsewhere(html) == [], name

    assert max(css for css, _ in weights.values()) <= 15 * KB, weights
    assert max(js for _, js in weights.values()) <= 8 * KB, weights


def asked_elsewhere(html: str) -> list[str]:
    """Return the addresses of other sites that a browser asks for by itself."""
    loaded = re.findall(r"<(?:script|img|link|source|iframe|video|audio|object)\b[^>]*>", html)
    fetched = [tag for tag in loaded if 'rel="canonical"' not in tag]
    found = [a for tag in fetched for a in re.findall(r'\b(?:src|href|data)="([^"]+)"', tag)]
    found += [
        part.split()[0]
        for tag in fetched
        for value in re.findall(r'\bsrcset="([^"]+)"', tag)
        for part in value.split(",")
    ]
    return [address for address in found if not re.match(r"/(?!/)", address)]


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://cdn.example/a.js">',
        '<img srcset="/a.webp 1x, //b.example/b.webp 2x">',
        '<link rel="preconnect" href="https://fonts.example">',
    ],
)
def test_address_of_another_site_is_noticed(tag):
    """Negative control."""
    assert asked_elsewhere(tag)


def test_scripts_and_style_sheets_ask_no_third_party():
    for sheet in STATIC.glob("css/*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text("utf-8"))
    for script in STATIC.glob("js/*.js"):
        text = script.read_text("utf-8")
        assert not re.search(r"(?:import|fetch|from)\s*\(?\s*[\"'`](?:https?:)?//", text), script


def test_service_worker_is_sent_once_and_is_small(client):
    assert len(gzip.compress(client.get("/tho-viec.js").content, 6)) <= 4 * KB


def collected(storage: str, folder: Path) -> tuple[Path, str]:
    """Return our scripts as a storage sends them, and the name of ``app.js`` among them."""
    store = import_string(storage)(location=folder, base_url="/static/")
    shutil.copytree(SCRIPTS, folder / "js")
    ours = FileSystemStorage(STATIC)
    paths = {f"js/{script.name}": (ours, f"js/{script.name}") for script in SCRIPTS.glob("*.js")}
    for _name, _hashed, problem in store.post_process(paths, dry_run=False):
        assert not isinstance(problem, Exception), problem
    return folder / "js", Path(store.stored_name("js/app.js")).name


def test_scripts_load_each_other_by_hashed_names(tmp_path):
    folder, app = collected(PRODUCTION, tmp_path)

    loaded = re.findall(r'import\("([^"]+)"\)', (folder / app).read_text("utf-8"))
    assert len(loaded) == len(hooks()) >= 10
    for script in folder.glob("*.????????????.js"):
        for named in re.findall(r'(?:from|import\()\s*"(\./[^"]+)"', script.read_text("utf-8")):
            assert re.fullmatch(r"\./[\w-]+\.[0-9a-f]{12}\.js", named), (script.name, named)
            assert (folder / named).exists(), (script.name, named)


def test_plain_storage_would_leave_plain_names(tmp_path):
    """Negative control: what the storage of ours is for."""
    folder, app = collected("whitenoise.storage.CompressedManifestStaticFilesStorage", tmp_path)

    assert 'import("./stepper.js")' in (folder / app).read_text("utf-8")


def test_production_uses_that_storage():
    text = (Path(of_project.BASE_DIR) / "marketplace/settings/__init__.py").read_text("utf-8")

    assert f'else "{PRODUCTION}"' in text
