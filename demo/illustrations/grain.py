"""Pictures of rice, vermicelli and what is cooked from them."""

from demo.illustrations import woven
from demo.illustrations.scene import FOOT_Y, GOLD, LEAF, heap, label, leaf
from demo.illustrations.svg import (
    Pen,
    dark,
    ellipse,
    flip,
    light,
    move,
    num,
    path,
    rect,
    smooth,
    stroke,
)

WHITE = ("#FFFFFF", "#F3EEDF", "#E6DEC8", "#FBF8EE")


def rice_ear(pen: Pen, colour: str = "#D9A63A") -> str:
    """Return a bent ear of rice, about 260 high, leaning right."""
    out = stroke("M0 0C10 -110 60 -220 170 -250", dark(colour, 0.2), 6)
    out += stroke("M6 -60C-30 -120 -40 -160 -44 -210", "#A9A04A", 8)
    for i in range(11):
        t = 0.36 + i * 0.06
        x = 30 * (1 - t) ** 2 * t + 180 * (1 - t) * t * t + t**3 * 170
        y = 3 * (1 - t) ** 2 * t * -110 + 3 * (1 - t) * t * t * -220 + t**3 * -250
        for side in (-1, 1):
            out += move(
                ellipse(
                    0,
                    -15,
                    8,
                    17,
                    pen.linear((0, light(colour, 0.35)), (1, dark(colour, 0.16)), to=(1, 1)),
                ),
                x,
                y,
                turn=55 * side + 30 + i * 4,
            )
    return out


def ears(pen: Pen, count: int = 3) -> str:
    return "".join(
        move(rice_ear(pen), i * 34, i * 10, scale=1 - i * 0.1, turn=i * 12 - 8)
        for i in range(count)
    )


def _ears(pen: Pen) -> str:
    """Return three ears that lean away from the goods on either side."""
    return flip(ears(pen)) if pen.mirrored else ears(pen)


def strands(pen: Pen, w: float, h: float, colour: str, *, count: int = 26) -> str:
    """Return a tied skein of vermicelli lying flat, (0, 0) mid foot."""
    out = path(
        f"M{num(-w / 2)} 0C{num(-w / 3)} {num(-h * 1.1)} {num(w / 3)} {num(-h * 1.1)} {num(w / 2)} 0Q0 {num(h * 0.16)} {num(-w / 2)} 0Z",
        dark(colour, 0.3),
    )
    for i in range(count):
        y = -h * i / count
        wide = w / 2 * (1.04 - 0.25 * (i / count) ** 2) + pen.chance.uniform(-10, 12)
        tone = light(colour, pen.chance.uniform(0, 0.5)) if i % 3 else dark(colour, 0.16)
        out += stroke(
            f"M{num(-wide)} {num(y + pen.chance.uniform(-6, 6))}C{num(-w * 0.2)} {num(y - h * 0.12)} {num(w * 0.2)} {num(y + h * 0.1)} {num(wide)} {num(y + pen.chance.uniform(-6, 6))}",
            tone,
            4,
        )
    return out


def tied_skein(pen: Pen, colour: str, ribbon: str) -> str:
    tie = path(
        "M-20 -98Q0 -106 20 -98C26 -60 28 -30 26 8Q0 16 -26 8C-28 -30 -26 -60 -20 -98Z",
        pen.linear((0, light(ribbon, 0.3)), (0.5, ribbon), (1, dark(ribbon, 0.35))),
    ) + stroke("M-12 -96C-18 -60 -18 -30 -16 6", light(ribbon, 0.4), 3, opacity=0.6)
    return strands(pen, 440, 104, colour) + tie


def _thread(pen: Pen) -> str:
    return pen.pick("#D6CFBE", "#C9B68F", "#E3DCCB", "#B7A88E", "#D9C9A0", "#C8C4B4")


def canna(pen: Pen) -> str:
    """Return an arrowroot tuber with a leaf."""
    body = smooth([(-70, -40), (-40, -86), (20, -92), (66, -60), (62, -14), (20, 4), (-40, 2)])
    return (
        move(leaf(pen, 190, 56), 6, -80, turn=24)
        + move(leaf(pen, 150, 46, "#2C7D4C"), -6, -80, turn=-30)
        + path(body, pen.ball("#9A6A48"))
        + stroke(
            "M-48 -70q10 30 0 62M-8 -90q12 40 4 90M34 -84q10 34 2 78", "#5E3A24", 3.5, opacity=0.5
        )
    )


def vermicelli(pen: Pen) -> str:
    ribbon = pen.pick(LEAF, "#8C2F27", "#23566B", GOLD, "#7A2E5C", "#3E7A45")
    skein = tied_skein(pen, _thread(pen), ribbon)
    pile = (
        move(skein, -20, -150, scale=0.92)
        + move(skein, -120, -62, scale=0.84)
        + move(skein, 120, -58, scale=0.84)
        + move(skein, 0, -10, scale=0.96)
    )
    return (
        pen.place(woven.tray(pen, 800), 560, FOOT_Y + 46, shadow=(390, 44))
        + pen.place(pile, 560, FOOT_Y + 14, scale=1.16)
        + pen.place(canna(pen), 1010, FOOT_Y + 18, shadow=(74, 16))
    )


def vermicelli_pack(pen: Pen) -> str:
    colour = _thread(pen)
    bag = "M-165 -520L165 -520C176 -360 178 -160 162 -6Q0 14 -162 -6C-178 -160 -176 -360 -165 -520Z"
    shade = pen.linear(
        (0, "#FFFFFF", 0.5),
        (0.2, "#FFFFFF", 0.12),
        (0.7, "#FFFFFF", 0.06),
        (1, "#3A2E1A", 0.3),
        to=(1, 0),
    )
    upright = "".join(
        stroke(
            f"M{num(x)} -500C{num(x + pen.chance.uniform(-22, 22))} -340 {num(x + pen.chance.uniform(-22, 22))} -180 {num(x)} 0",
            light(colour, pen.chance.uniform(0, 0.55)) if i % 3 else dark(colour, 0.18),
            5,
        )
        for i, x in enumerate(range(-165, 170, 6))
    )
    band = pen.pick(LEAF, "#8C2F27", "#B98A3E", "#23566B", "#3E7A45", "#7A2E5C")
    pack = (
        pen.clip(
            bag,
            rect(-180, -530, 360, 550, colour)
            + upright
            + rect(-180, -530, 360, 76, band)
            + rect(-180, -70, 360, 90, band)
            + rect(-180, -530, 360, 550, shade),
        )
        + stroke("M-148 -500C-156 -340 -158 -170 -146 -30", "#FFFFFF", 11, opacity=0.5)
        + move(label(pen, 236, 270, kind="leaf"), 0, -262)
    )
    return (
        pen.place(pack, 520, FOOT_Y, shadow=(180, 28))
        + pen.place(tied_skein(pen, colour, band), 880, FOOT_Y + 22, scale=0.66, shadow=(230, 26))
        + (pen.place(canna(pen), 225, FOOT_Y + 14, shadow=(74, 16)) if pen.props else "")
    )


def rice_heap(pen: Pen, half: float, high: float, tones: tuple[str, ...] = WHITE) -> str:
    return heap(pen, half, high, tones, size=13, count=300, curl=False, base=dark(tones[1], 0.12))


def _rice_tones(pen: Pen) -> tuple[str, ...]:
    return (
        WHITE,
        ("#C79B7A", "#A87452", "#E0BFA0"),
        WHITE,
        ("#5A3346", "#7A4A5E", "#3E2434"),
        ("#F7EFD2", "#EADCAE", "#FFFBEA"),
        WHITE,
    )[pen.variant % 6]


def rice_sack(pen: Pen) -> str:
    cloth = pen.pick("#D9BC8A", "#E6DAC0", "#C9A56A", "#D2C3A2", "#B99A6A", "#E3C99A")
    tones = _rice_tones(pen)
    bag = woven.sack(pen, 470, 470, cloth, rice_heap(pen, 190, 76, tones))
    return (
        pen.place(_ears(pen), 840, FOOT_Y + 8, scale=1.1)
        + pen.place(bag, 560, FOOT_Y, shadow=(250, 36))
        + pen.place(rice_heap(pen, 84, 34, tones), 240, FOOT_Y + 20, shadow=(92, 14))
    )


def rice_bowl(pen: Pen) -> str:
    tones = _rice_tones(pen)
    dish = woven.bowl(
        pen,
        500,
        230,
        pen.pick("#F4F2EA", "#46665A", "#EADCC2", "#31576E", "#7A4A2C", "#F4F2EA"),
        rice_heap(pen, 220, 150, tones),
    )
    sticks = stroke("M-10 0L300 -46", "#6E4322", 11) + stroke("M0 24L306 -10", "#8A5A30", 11)
    return (
        pen.place(dish, 560, FOOT_Y + 12, shadow=(200, 34))
        + pen.place(_ears(pen), 850, FOOT_Y + 6)
        + (
            pen.place(sticks, 170, FOOT_Y + 34, shadow=(120, 8))
            if pen.props and not pen.mirrored
            else pen.place(rice_heap(pen, 76, 30, tones), 235, FOOT_Y + 24, shadow=(86, 14))
        )
    )
