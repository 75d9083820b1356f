"""The drawn pictures of the demo: well-formed, repeatable, varied, safe."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from demo.illustrations import MOTIFS, PRODUCERS, draw, render_jpeg

PACKS = ("tea_tin", "tea_pouch", "honey_jar", "rice_sack", "herbal_box", "juice_bottle")


@pytest.mark.parametrize("motif", MOTIFS + PRODUCERS)
def test_draws_well_formed_pictures_that_repeat(motif):
    first = draw(motif, variant=3, label="Chè Đinh|Tân Cương")
    again = draw(motif, variant=3, label="Chè Đinh|Tân Cương")

    root = ElementTree.fromstring(first)

    assert first == again
    assert root.get("viewBox") == ("0 0 1200 800" if motif in PRODUCERS else "0 0 1200 900")


@pytest.mark.parametrize("motif", MOTIFS + PRODUCERS)
def test_draws_six_different_variants(motif):
    pictures = {draw(motif, variant=number) for number in range(6)}

    assert len(pictures) == 6


@pytest.mark.parametrize("motif", MOTIFS + PRODUCERS)
def test_refers_only_to_gradients_it_defines(motif):
    root = ElementTree.fromstring(draw(motif, variant=1))

    defined = {node.get("id") for node in root.iter() if node.get("id")}
    used = {
        value[5:-1]
        for node in root.iter()
        for value in node.attrib.values()
        if value.startswith("url(#")
    }

    assert used <= defined


@pytest.mark.parametrize("motif", PACKS)
def test_escapes_the_label(motif):
    svg = draw(motif, label="<b>&")

    texts = [node.text for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("}text")]

    assert "<B>&" in texts


def test_rejects_an_unknown_motif():
    with pytest.raises(KeyError):
        draw("spaceship")


@pytest.mark.parametrize(
    ("name", "size"), [("tea_tin", (600, 450)), ("woman_tea_hills", (600, 400))]
)
def test_renders_a_jpeg_of_the_asked_width(name, size):
    picture = Image.open(io.BytesIO(render_jpeg(draw(name), width=600)))

    assert (picture.format, picture.size) == ("JPEG", size)


def test_prints_vietnamese_labels_without_system_fonts():
    plain = render_jpeg(draw("tea_pouch", label=" "), width=600)
    named = render_jpeg(draw("tea_pouch", label="Chè Đinh"), width=600)

    assert plain != named
