"""Drawn pictures that stand in for photographs of goods and producers in the demo.

A motif name leads to a function that draws it; ``draw`` frames it, ``render_jpeg``
turns it into a photograph-sized JPEG. Nothing here knows the shop.
"""

import io
from collections.abc import Callable

import typst
from PIL import Image

from demo.illustrations import (
    animals,
    crafts,
    feast,
    forest,
    fruit,
    garden,
    grain,
    honey,
    meat,
    packs,
    people,
    tea,
)
from demo.illustrations.scene import ground_tint, still_life
from demo.illustrations.svg import Pen

_GOODS: dict[str, tuple[Callable[[Pen], str], str]] = {
    draw.__name__: (draw, tint)
    for draw, tint in (
        (tea.tea_tin, "#B9CFAE"),
        (tea.tea_pouch, "#B5D0AC"),
        (tea.tea_pouch_pair, "#B4CCBE"),
        (tea.tea_leaves_bowl, "#BCD2A6"),
        (tea.tea_bags_box, "#B5CBD6"),
        (tea.yellow_flower_tea, "#DCD59C"),
        (tea.tea_wok, "#D9BE9A"),
        (honey.honey_jar, "#EBCB8C"),
        (honey.honey_bottle, "#E8C690"),
        (grain.vermicelli, "#C5CFBC"),
        (grain.vermicelli_pack, "#CFCBB4"),
        (grain.rice_sack, "#E0CB98"),
        (grain.rice_bowl, "#D9D0A6"),
        (feast.sticky_rice, "#DCBCC8"),
        (animals.hen, "#BBD3AE"),
        (animals.eggs, "#E2CBB0"),
        (meat.pork_smoked, "#D9B8A0"),
        (meat.sausage, "#DDB4A2"),
        (meat.fish_dried, "#C2D0D0"),
        (forest.mushrooms_dried, "#D2BDA2"),
        (forest.mushroom_fresh, "#C3CFA8"),
        (forest.wood_ear, "#C9BDB6"),
        (forest.bamboo_shoot, "#D2CFA0"),
        (fruit.mandarin, "#F0C492"),
        (fruit.custard_apple, "#CBD8A8"),
        (garden.longan, "#DCC7A0"),
        (fruit.pomelo, "#D6DA9C"),
        (fruit.persimmon, "#F0BC98"),
        (fruit.guava, "#CADA9E"),
        (garden.banana, "#E8D890"),
        (garden.squash, "#E6C590"),
        (garden.vegetables_basket, "#BFD6A4"),
        (garden.peanuts, "#DEC6A0"),
        (packs.turmeric_jar, "#EBCB84"),
        (packs.sauce_jar, "#D9BBA2"),
        (packs.spice_jar, "#DFBEA4"),
        (feast.banh_chung, "#BAD2A4"),
        (feast.com_lam, "#CBD3A0"),
        (packs.herbal_box, "#C3CFA6"),
        (crafts.bamboo_basket, "#DCC69A"),
        (crafts.brocade, "#CFC0CF"),
        (crafts.bonsai, "#BCD2B4"),
        (crafts.tourism_stilt_house, "#BCD2B4"),
        (packs.juice_bottle, "#F0CC98"),
        (packs.soap_cosmetic, "#C6D4BC"),
    )
}
_PEOPLE: dict[str, Callable[[Pen], str]] = {
    draw.__name__: draw
    for draw in (
        people.woman_tea_hills,
        people.man_basket,
        people.older_woman,
        people.cooperative_team,
        people.beekeeper,
        people.hen_yard,
        people.vermicelli_racks,
        people.rice_terrace,
    )
}
_ZOOM = {
    "sticky_rice": 1.28,
    "banh_chung": 1.24,
    "soap_cosmetic": 1.2,
    "rice_bowl": 1.2,
    "mandarin": 1.2,
    "persimmon": 1.2,
    "peanuts": 1.16,
    "eggs": 1.14,
    "custard_apple": 1.2,
    "mushrooms_dried": 1.1,
    "vermicelli": 1.07,
    "spice_jar": 1.16,
    "turmeric_jar": 1.14,
    "brocade": 1.14,
    "guava": 1.1,
    "vermicelli_pack": 1.14,
    "hen": 1,
    "tea_pouch": 1.03,
    "pork_smoked": 1,
    "bonsai": 1,
}
_LANDSCAPES = {"tourism_stilt_house"}

MOTIFS: tuple[str, ...] = tuple(_GOODS)
PRODUCERS: tuple[str, ...] = tuple(_PEOPLE)


def draw(motif: str, *, variant: int = 0, label: str = "") -> str:
    """Return the SVG of a motif (1200 x 900) or a producer (1200 x 800).

    The same arguments always give the same text. ``variant`` (0 and up) changes tint,
    pack colour, props and side. ``label`` is "Name" or "Name|place" on the pack.
    Raises ``KeyError`` for an unknown motif.
    """
    if motif in _PEOPLE:
        pen = Pen(motif, variant, label, width=1200, height=800)
        return people.scene(pen, _PEOPLE[motif](pen))
    drawing, tint = _GOODS[motif]
    pen = Pen(motif, variant, label, width=1200, height=900)
    pen.ground = ground_tint(tint, variant)
    body = drawing(pen)
    return body if motif in _LANDSCAPES else still_life(pen, body, zoom=_ZOOM.get(motif, 1.07))


def render_jpeg(svg: str, *, width: int = 1200) -> bytes:
    """Return the picture as JPEG bytes, ``width`` pixels wide, proportions kept.

    Uses only the fonts inside typst (Libertinus), so it needs no system fonts.
    """
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 1200pt)'
    )
    png = typst.compile(
        page.encode(),
        format="png",
        ppi=72 * width / 1200,
        sys_inputs={"svg": svg},
        ignore_system_fonts=True,
    )
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
