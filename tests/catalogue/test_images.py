import io

import pytest
from PIL import Image

from catalogue import images
from tests.catalogue.conftest import GPS, ORIENTATION, phone_photo, picture_bytes


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 60 million pixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    return out.getvalue()


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40


def apng() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b"%PDF-1.7\n%hello", "không phải ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "không phải ảnh"),
        (picture_bytes("GIF", size=(20, 20)), "không phải ảnh"),
        (heic(), "không phải ảnh"),
        (bomb(), "quá lớn"),
        (apng(), "Ảnh động"),
    ],
    ids=["empty", "pdf", "svg", "gif", "heic", "bomb", "animated"],
)
def test_header_of_what_is_no_photo_is_refused_with_advice(data, words):
    with pytest.raises(images.ImageRefused, match=words):
        images.read_header(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_header_tells_format_and_size_and_rewinds(kind):
    file = io.BytesIO(picture_bytes(kind, size=(300, 200)))

    header = images.read_header(file)

    assert header == images.Header(kind, 300, 200)
    assert file.tell() == 0


def test_phone_jpeg_with_a_second_frame_is_a_still_photo():
    out = io.BytesIO()
    first, second = (Image.new("RGB", (640, 480), colour) for colour in ("green", "brown"))
    first.save(out, "MPO", save_all=True, append_images=[second])

    assert images.read_header(out).format == "JPEG"
    assert images.decode(out.getvalue()).size == (640, 480)


def test_photo_held_upright_is_turned_and_loses_its_metadata():
    data = phone_photo()
    assert opened(data).getexif()[ORIENTATION] == 6
    assert opened(data).getexif().get_ifd(GPS)

    picture = images.decode(data)
    clean = [images.to_jpeg(picture), *images.to_webps(picture).values()]

    assert picture.size == (1200, 1600)
    for result in map(opened, clean):
        assert not dict(result.getexif())
        assert "exif" not in result.info
        assert result.height > result.width


def test_transparent_ground_becomes_white():
    picture = images.decode(picture_bytes("PNG", size=(60, 60), mode="RGBA"))

    assert picture.mode == "RGB"
    assert picture.getpixel((30, 30)) == (255, 255, 255)


def test_print_colours_become_screen_colours():
    assert images.decode(picture_bytes(mode="CMYK")).mode == "RGB"


def test_cut_off_photo_is_refused():
    with pytest.raises(images.ImageRefused, match="hỏng"):
        images.decode(phone_photo()[:3000])


@pytest.mark.parametrize(
    ("width", "expected"),
    [(2000, [160, 320, 640, 1280]), (1000, [160, 320, 640, 1000]), (120, [120])],
    ids=["wide", "middle", "narrow"],
)
def test_sizes_are_never_wider_than_the_photo(width, expected):
    sizes = images.to_webps(images.decode(picture_bytes(size=(width, width // 2))))

    assert list(sizes) == expected
    for size, data in sizes.items():
        assert opened(data).format == "WEBP"
        assert opened(data).width == size
