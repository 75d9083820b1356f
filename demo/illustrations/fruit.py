"""Pictures of fruit and vegetables."""

import math

from demo.illustrations.scene import FOOT_Y, leaf
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    move,
    num,
    path,
    smooth,
    stroke,
)


def _stem(tone: str = "#6B4E2A") -> str:
    return stroke("M0 6q-2 -18 8 -30", tone, 9)


def round_fruit(
    pen: Pen, r: float, colour: str, *, squash: float = 0.92, pores: int = 0, leaves: int = 1
) -> str:
    """Return a ball-like fruit standing on (0, 0)."""
    top = -2 * r * squash
    spots = "".join(
        circle(
            math.cos(a) * d * r * 0.84,
            -r * squash + math.sin(a) * d * r * squash * 0.84,
            r * 0.018 + 0.6,
            dark(colour, 0.25),
            opacity=0.45,
        )
        for a, d in (
            (pen.chance.uniform(0, 6.28), pen.chance.uniform(0.1, 1) ** 0.5) for _ in range(pores)
        )
    )
    foliage = move(leaf(pen, r * 1.05, r * 0.34, "#3C8C55"), 2, top + 8, turn=62) if leaves else ""
    if leaves > 1:
        foliage += move(leaf(pen, r * 0.85, r * 0.3, "#2C7344"), -2, top + 8, turn=-58)
    return (
        ellipse(0, -r * squash, r, r * squash, pen.ball(colour))
        + spots
        + move(
            ellipse(0, 0, r * 0.2, r * 0.11, "#FFFFFF", opacity=0.38),
            -r * 0.36,
            -r * squash * 1.5,
            turn=-32,
        )
        + ellipse(0, top + r * 0.1, r * 0.16, r * 0.07, dark(colour, 0.4), opacity=0.5)
        + foliage
        + move(_stem(), 0, top + 4, scale=r / 110)
    )


def citrus_slice(pen: Pen, r: float, colour: str, flesh: str = "") -> str:
    wedges = "".join(
        move(
            path(
                f"M0 {num(-r * 0.1)}L{num(-r * 0.26)} {num(-r * 0.74)}Q0 {num(-r * 0.94)} {num(r * 0.26)} {num(-r * 0.74)}Z",
                pen.linear((0, light(flesh or colour, 0.25)), (1, light(flesh or colour, 0.05))),
            ),
            turn=i * 40,
        )
        for i in range(9)
    )
    return (
        circle(0, -r, r, colour) + circle(0, -r, r * 0.9, light(colour, 0.82)) + move(wedges, 0, -r)
    )


def _pile(pen: Pen, fruit, spots: tuple[tuple[float, float, float], ...], wide: float) -> str:
    return "".join(
        pen.place(fruit(), x, FOOT_Y + y, scale=s, shadow=(wide, wide * 0.2) if y > -120 else None)
        for x, y, s in spots
    )


def mandarin(pen: Pen) -> str:
    tone = pen.pick("#F0861E", "#E8741A", "#F29A2E", "#D9661A", "#EFA53A", "#C9A02A")
    spots = ((470, -26, 1.0), (760, -20, 1.02), (615, -150, 1.0), (350, 26, 0.72))
    return (
        _pile(
            pen,
            lambda: round_fruit(pen, 135, tone, squash=0.86, pores=60, leaves=1 + pen.props % 2),
            spots,
            128,
        )
        + pen.place(citrus_slice(pen, 98, tone), 615, FOOT_Y + 34, shadow=(90, 14))
        + (
            pen.place(citrus_slice(pen, 80, tone), 930, FOOT_Y + 30, shadow=(74, 12))
            if pen.props
            else ""
        )
    )


def pomelo(pen: Pen) -> str:
    tone = pen.pick("#B5C452", "#D9CB5A", "#A3BC55", "#C9C24A", "#DDBB4A", "#9DB548")
    shape = smooth(
        [
            (0, -370),
            (-60, -350),
            (-130, -260),
            (-172, -140),
            (-130, -26),
            (0, 2),
            (130, -26),
            (172, -140),
            (130, -260),
            (60, -350),
        ]
    )
    pores = "".join(
        circle(
            pen.chance.uniform(-120, 120),
            pen.chance.uniform(-290, -30),
            2.6,
            dark(tone, 0.3),
            opacity=0.35,
        )
        for _ in range(90)
    )
    one = (
        path(shape, pen.ball(tone))
        + pores
        + move(leaf(pen, 170, 52, "#2C7344"), 4, -360, turn=66)
        + move(leaf(pen, 140, 44), -2, -360, turn=-50)
        + move(_stem(), 0, -362)
    )
    flesh = pen.pick("#EE8A80", "#F0D98A", "#E87F74", "#F0D98A", "#EE9A86", "#F0D98A")
    return (
        pen.place(one, 700, FOOT_Y - 24, scale=1.12, shadow=(160, 30))
        + pen.place(one, 400, FOOT_Y + 2, scale=0.98, shadow=(160, 30))
        + pen.place(citrus_slice(pen, 112, tone, flesh), 900, FOOT_Y + 36, shadow=(100, 16))
    )


def persimmon(pen: Pen) -> str:
    tone = pen.pick("#EE7A2A", "#E2641E", "#F0942E", "#D9551A", "#F2A040", "#E66A30")
    cap = "".join(
        move(
            path(
                "M0 0C-36 -16 -44 -50 0 -74C44 -50 36 -16 0 0Z",
                pen.linear((0, "#A39A5E"), (1, "#5E6B36"), to=(1, 1)),
                stroke="#5E5A2E",
                width=2,
            ),
            turn=i * 90 + 45,
        )
        for i in range(4)
    ) + circle(0, 0, 12, "#5E4426")

    def one() -> str:
        return (
            round_fruit(pen, 150, tone, squash=0.68, leaves=0)
            + move(f'<g transform="scale(1.25 .5)">{cap}</g>', 0, -184)
            + move(_stem(), 0, -186)
        )

    spots = ((430, -20, 0.95), (770, -22, 0.98), (600, -160, 0.95), (600, 40, 0.9))
    return _pile(pen, one, spots if pen.props != 2 else spots[:2] + spots[3:], 140)


def guava(pen: Pen) -> str:
    tone = pen.pick("#A9C763", "#C5D27A", "#93BC5C", "#D2CF7A", "#8FB56A", "#B5CC6A")
    shape = smooth(
        [
            (0, -300),
            (-50, -292),
            (-110, -220),
            (-140, -120),
            (-100, -20),
            (0, 2),
            (100, -20),
            (140, -120),
            (110, -220),
            (50, -292),
        ]
    )
    one = (
        path(shape, pen.ball(tone))
        + stroke("M-60 -230Q-96 -160 -92 -90", "#FFFFFF", 12, opacity=0.25)
        + move(leaf(pen, 150, 48, "#3C8C55"), 2, -294, turn=60)
        + move(_stem(), 0, -292)
        + ellipse(8, -8, 14, 6, "#6B5A2A")
    )
    half = (
        circle(0, -110, 112, tone)
        + circle(0, -110, 100, "#F6EFD8")
        + circle(
            0, -110, 66, pen.pick("#F2A093", "#F3E6C4", "#EE8F86", "#F3E6C4", "#F2B0A0", "#F3E6C4")
        )
        + "".join(
            circle(
                math.cos(i * 0.7) * (20 + i % 3 * 14),
                -110 + math.sin(i * 0.7) * (20 + i % 3 * 14),
                5,
                "#D9C08A",
            )
            for i in range(18)
        )
    )
    return (
        pen.place(one, 640, FOOT_Y - 30, scale=1.3, shadow=(130, 26))
        + pen.place(one, 370, FOOT_Y, scale=1.08, shadow=(130, 26))
        + pen.place(half, 880, FOOT_Y + 24, shadow=(100, 16))
    )


def custard_apple(pen: Pen) -> str:
    tone = pen.pick("#8DB060", "#A3B560", "#7AA35C", "#B0B56A", "#6F9A66", "#98B050")

    def one() -> str:
        out, bumps = circle(0, -148, 142, dark(tone, 0.4)), 92
        for i in range(bumps, 0, -1):
            reach = (i / bumps) ** 0.5
            x, y = 146 * reach * math.cos(i * 2.4), -152 + 140 * reach * math.sin(i * 2.4)
            lit = 0.16 - (x + y + 150) / 520
            shade = light(tone, lit) if lit > 0 else dark(tone, min(-lit, 0.4))
            size = 25 - 9 * reach**3
            fill = pen.radial(
                (0, light(shade, 0.4)), (0.6, shade), (1, dark(shade, 0.36)), at=(0.36, 0.3), r=0.72
            )
            out += ellipse(x, y, size, size * 0.94, fill)
        return (
            out
            + move(_stem(), 0, -300, scale=1.3)
            + move(leaf(pen, 160, 46, "#2C7344"), 4, -300, turn=64)
        )

    half = (
        circle(0, -110, 116, dark(tone, 0.2))
        + circle(0, -110, 102, "#FBF8EC")
        + "".join(
            move(
                ellipse(0, -56, 16, 26, "#F1EAD2") + ellipse(0, -56, 8, 14, "#2E211A"),
                0,
                -110,
                turn=i * 45,
            )
            for i in range(8)
        )
    )
    return (
        pen.place(one(), 430, FOOT_Y - 4, shadow=(135, 26))
        + pen.place(one(), 735, FOOT_Y - 22, scale=1.14, shadow=(135, 26))
        + pen.place(half, 615 if pen.props else 930, FOOT_Y + 44, scale=0.85, shadow=(100, 16))
    )
