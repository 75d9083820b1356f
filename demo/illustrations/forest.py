"""Pictures of mushrooms, wood ear and bamboo shoots."""

from demo.illustrations import woven
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


def dried_cap(pen: Pen, r: float, tone: str) -> str:
    """Return a dried mushroom cap seen from above with its cracked flower."""
    cracks = "".join(
        move(
            path(
                f"M0 0Q{num(-r * 0.09)} {num(-r * 0.4)} 0 {num(-r * 0.78)}Q{num(r * 0.1)} {num(-r * 0.4)} 0 0Z",
                "#EBD3A6",
            ),
            turn=i * 51 + pen.chance.uniform(-9, 9),
        )
        for i in range(7)
    )
    return f'<g transform="scale(1 .72)">{circle(0, r * 0.14, r, dark(tone, 0.5))}{circle(0, 0, r, pen.ball(tone))}{cracks}{circle(0, 0, r * 0.12, "#EBD3A6")}</g>'


def mushrooms_dried(pen: Pen) -> str:
    tone = pen.pick("#7A4E2C", "#8A5E38", "#5E3E28", "#94683E", "#6B4A34", "#83562E")
    spots = (
        (-200, -120, 92),
        (0, -150, 100),
        (205, -116, 90),
        (-110, -60, 98),
        (110, -50, 104),
        (-10, -96, 92),
    )
    caps = "".join(
        move(dried_cap(pen, r, tone), x, y, turn=pen.chance.uniform(-10, 10))
        for x, y, r in sorted(spots, key=lambda s: s[1])
    )
    side = move(dried_cap(pen, 74, tone), 0, -40)
    return (
        pen.place(woven.tray(pen, 780), 570, FOOT_Y + 44, shadow=(380, 42))
        + pen.place(caps, 570, FOOT_Y + 12, scale=1.12)
        + pen.place(side, 1030, FOOT_Y + 34, shadow=(76, 14))
        + (pen.place(leaf(pen, 150, 48), 180, FOOT_Y + 56, turn=-40) if pen.props else "")
    )


def mushroom(pen: Pen, cap: str, stem: str, h: float = 260) -> str:
    foot = smooth(
        [
            (-34, -h * 0.62),
            (-30, -h * 0.3),
            (-44, -8),
            (0, 6),
            (44, -8),
            (30, -h * 0.3),
            (34, -h * 0.62),
        ]
    )
    hood = f"M-130 {num(-h * 0.58)}C-140 {num(-h * 1.12)} 140 {num(-h * 1.12)} 130 {num(-h * 0.58)}Q0 {num(-h * 0.44)} -130 {num(-h * 0.58)}Z"
    gills = "".join(
        stroke(
            f"M{num(x * 0.25)} {num(-h * 0.6)}L{x} {num(-h * 0.545 + abs(x) * 0.0008 * -h)}",
            "#CDB894",
            3,
        )
        for x in range(-110, 120, 14)
    )
    return (
        path(foot, pen.barrel(stem))
        + ellipse(0, -h * 0.58, 128, 26, "#EADBBE")
        + gills
        + path(hood, pen.ball(cap))
        + ellipse(-44, -h * 0.84, 34, 14, "#FFFFFF", opacity=0.3)
        + "".join(
            circle(
                pen.chance.uniform(-90, 90),
                -h * pen.chance.uniform(0.62, 0.86),
                pen.chance.uniform(2, 5),
                light(cap, 0.5),
                opacity=0.5,
            )
            for _ in range(16)
        )
    )


def mushroom_fresh(pen: Pen) -> str:
    cap = pen.pick("#B5763E", "#D9CDB8", "#8A6A4A", "#E3D6BE", "#A0522D", "#C99A5E")
    one = mushroom(pen, cap, "#F1E6D0")
    group = (
        move(one, -140, -30, scale=0.9, turn=-12)
        + move(one, 150, -26, scale=0.86, turn=12)
        + move(one, 0, 0, scale=1.25)
    )
    moss = "".join(
        ellipse(
            pen.chance.uniform(-220, 220),
            pen.chance.uniform(-6, 18),
            pen.chance.uniform(24, 44),
            14,
            pen.chance.choice(("#6B9A55", "#86B06A", "#557F46")),
        )
        for _ in range(30)
    )
    return (
        pen.place(group, 570, FOOT_Y - 4, scale=1.3, shadow=(230, 30))
        + pen.place(moss, 570, FOOT_Y + 8)
        + pen.place(
            mushroom(pen, cap, "#F1E6D0", 190), 960, FOOT_Y + 24, scale=0.7, shadow=(80, 18)
        )
        + (pen.place(leaf(pen, 160, 50), 200, FOOT_Y + 40, turn=-56) if pen.props else "")
    )


def wood_ear(pen: Pen) -> str:
    tone = pen.pick("#4A332C", "#5E4034", "#3A2A2A", "#6B4A38", "#4E3A34", "#57382C")

    def ear() -> str:
        wobble = [
            (-90, -10),
            (-112, -64),
            (-70, -118),
            (-10, -104),
            (40, -128),
            (96, -92),
            (110, -34),
            (70, 2),
            (10, -14),
            (-40, 10),
        ]
        body = smooth(
            [(x + pen.chance.uniform(-8, 8), y + pen.chance.uniform(-8, 8)) for x, y in wobble]
        )
        return (
            path(body, pen.ball(light(tone, 0.12)))
            + stroke(
                "M-84 -20C-60 -70 0 -90 92 -70M-60 -4C-40 -40 10 -50 76 -20",
                light(tone, 0.35),
                5,
                opacity=0.6,
            )
            + stroke(
                "M-96 -60C-70 -104 -30 -84 0 -90S60 -110 92 -80", light(tone, 0.5), 4, opacity=0.5
            )
        )

    pile = "".join(
        move(ear(), x, y, turn=pen.chance.uniform(-24, 24))
        for y, xs in ((-110, (-70, 80)), (-60, (-160, 0, 160)), (-6, (-110, 90)), (20, (0,)))
        for x in xs
    )
    return (
        pen.place(
            woven.bowl(
                pen,
                600,
                220,
                pen.pick("#E8D9BE", "#F1EEE4", "#7A4A2C", "#46665A", "#D9C6A2", "#31576E"),
                move(pile, 0, 10),
            ),
            570,
            FOOT_Y + 16,
            shadow=(220, 36),
        )
        + pen.place(ear(), 990, FOOT_Y + 24, scale=0.8, shadow=(100, 16))
        + (
            pen.place(move(ear(), 0, 0, scale=0.62), 220, FOOT_Y + 40, shadow=(76, 12))
            if pen.props
            else ""
        )
    )


def _shoot(pen: Pen, tone: str) -> str:
    out = path(
        "M-112 0C-118 -190 -50 -360 6 -450C58 -350 116 -190 112 0Q0 26 -112 0Z", pen.barrel(tone)
    )
    for i, (y, reach) in enumerate(
        ((-20, 112), (-84, 104), (-150, 92), (-214, 74), (-280, 54), (-340, 34))
    ):
        side = -1 if i % 2 else 1
        d = f"M{num(-side * reach)} {y}C{num(-side * reach * 0.6)} {y - 90} {num(side * reach * 0.2)} {y - 120} {num(side * reach * 0.42)} {y - 158}C{num(side * reach * 0.92)} {y - 100} {num(side * reach * 1.04)} {y - 50} {num(side * reach)} {y}Q0 {y + 30} {num(-side * reach)} {y}Z"
        shade = mix_sheath(tone, i)
        out += path(
            d,
            pen.linear((0, light(shade, 0.2)), (0.5, shade), (1, dark(shade, 0.32)), to=(1, 0.6)),
            stroke=dark(shade, 0.3),
            width=2,
        )
        out += "".join(
            stroke(
                f"M{num(side * reach * k)} {y - 8}Q{num(side * reach * (k * 0.9 + 0.1))} {y - 60} {num(side * reach * 0.44)} {y - 136}",
                light(shade, 0.3),
                2,
                opacity=0.35,
            )
            for k in (-0.4, 0, 0.4, 0.75)
        )
    return out


def mix_sheath(tone: str, step: int) -> str:
    return light(tone, 0.06 * step) if step % 2 else dark(tone, 0.04 * (5 - step))


def bamboo_shoot(pen: Pen) -> str:
    tone = pen.pick("#B58A52", "#9A8A4A", "#A8744A", "#C79E62", "#8A7A46", "#B07A4E")
    peeled = path(
        "M-70 0C-74 -110 -30 -220 6 -270C40 -220 76 -110 70 0Q0 18 -70 0Z", pen.barrel("#F1E3B4")
    ) + "".join(
        stroke(
            f"M{-68 + i * 8} {-30 - i * 38}Q0 {-14 - i * 38} {68 - i * 8} {-30 - i * 38}",
            "#C9B06A",
            4,
            opacity=0.7,
        )
        for i in range(6)
    )
    slices = "".join(
        move(
            ellipse(0, 0, 46, 24, "#D9C07A")
            + ellipse(-2, -5, 44, 22, "#F7EDC9")
            + stroke("M-26 -6h50M-18 -14h34M-18 4h34", "#E0CB8C", 4),
            x,
            y,
        )
        for x, y in ((-50, 0), (40, -6), (0, 24))
    )
    return (
        pen.place(_shoot(pen, tone), 640, FOOT_Y - 14, scale=1.16, shadow=(140, 30))
        + pen.place(_shoot(pen, tone), 410, FOOT_Y + 8, scale=0.92, turn=-7, shadow=(130, 28))
        + pen.place(peeled, 870, FOOT_Y + 12, shadow=(84, 18))
        + (
            pen.place(slices, 190, FOOT_Y + 20, shadow=(96, 16))
            if pen.props
            else pen.place(slices, 1010, FOOT_Y + 46, shadow=(96, 14))
        )
    )
