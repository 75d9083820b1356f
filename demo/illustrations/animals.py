"""Pictures of poultry, eggs, meat and fish."""

from demo.illustrations import woven
from demo.illustrations.scene import FOOT_Y
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    light,
    move,
    path,
    smooth,
    stroke,
)

_TRUNK = [
    (-128, -440),
    (-166, -400),
    (-172, -330),
    (-190, -250),
    (-150, -150),
    (-60, -100),
    (60, -104),
    (150, -160),
    (196, -260),
    (180, -300),
    (80, -270),
    (-10, -290),
    (-50, -350),
    (-70, -420),
]
_BIB = [
    (-128, -440),
    (-166, -400),
    (-176, -320),
    (-180, -250),
    (-140, -280),
    (-110, -240),
    (-80, -285),
    (-40, -255),
    (-30, -310),
    (-60, -360),
    (-70, -420),
]
_COMB = [
    (-150, -440),
    (-160, -480),
    (-136, -466),
    (-126, -502),
    (-106, -472),
    (-84, -496),
    (-78, -460),
    (-82, -436),
    (-116, -430),
]


def hen_shape(pen: Pen, body: str, tail: str, neck: str) -> str:
    """Return a standing hen facing left, about 480 high, feet at (0, 0)."""
    legs = stroke("M-24 -120L-30 -14M50 -120L48 -14", "#D9982A", 15) + stroke(
        "M-30 -14l-40 12M-30 -14l-6 16M-30 -14l32 12M48 -14l-38 12M48 -14l-4 16M48 -14l34 12",
        "#D9982A",
        10,
    )
    feathers = ""
    for i, (turn, tone) in enumerate(
        (
            (76, dark(tail, 0.25)),
            (60, tail),
            (44, light(tail, 0.1)),
            (28, dark(tail, 0.15)),
            (12, tail),
        )
    ):
        feathers += move(
            path(
                "M0 20C-44 -60 -36 -190 20 -230C50 -170 44 -60 0 20Z",
                pen.linear((0, light(tone, 0.18)), (1, dark(tone, 0.2)), to=(1, 1)),
            ),
            130,
            -230 - i * 5,
            turn=turn,
        )
    trunk = smooth(_TRUNK)
    bib = smooth(_BIB)
    wing = smooth(
        [(-60, -260), (10, -286), (100, -262), (176, -250), (120, -180), (40, -146), (-40, -170)]
    )
    rows = "".join(
        stroke(
            f"M{-30 + i * 34} {-216 + i % 2 * 6}q22 38 50 6M{-6 + i * 34} {-182}q20 34 46 4",
            dark(body, 0.35),
            5,
            opacity=0.6,
        )
        for i in range(4)
    )
    scales = "".join(
        stroke(f"M{x} {y}q10 14 22 0", dark(body, 0.3), 4, opacity=0.4)
        for x, y in (
            (-140, -210),
            (-110, -180),
            (-140, -170),
            (-80, -150),
            (-40, -128),
            (10, -124),
            (-110, -140),
            (60, -126),
        )
    )
    comb = path(
        smooth(_COMB),
        pen.fade("#E0452F", "#A82A1C"),
    )
    face = (
        path("M-160 -412L-206 -396L-158 -384Z", "#E8A82E")
        + path("M-150 -384C-176 -370 -172 -330 -152 -326C-138 -340 -138 -366 -140 -384Z", "#C8321F")
        + circle(-126, -410, 12, "#FFF6E0")
        + circle(-128, -410, 7, "#1B1410")
        + circle(-131, -413, 2.4, "#FFFFFF")
    )
    return (
        feathers
        + legs
        + comb
        + path(trunk, pen.ball(body))
        + path(bib, pen.fade(light(neck, 0.15), neck))
        + scales
        + path(wing, pen.linear((0, light(body, 0.16)), (1, dark(body, 0.3)), to=(0.6, 1)))
        + rows
        + face
    )


HENS = (
    ("#B5652A", "#3A2A22", "#D98A3A"),
    ("#E9E2D2", "#B9AE98", "#F4EFE2"),
    ("#3E3A3A", "#1E2A2A", "#8A4A26"),
    ("#C98A3E", "#6B3A1E", "#E3B25A"),
    ("#8A3F22", "#23332E", "#B5582A"),
    ("#D9B06A", "#7A5A2E", "#EBCB8E"),
)


def egg(pen: Pen, tone: str = "#E3B98F") -> str:
    return path(
        smooth(
            [
                (0, -116),
                (-32, -100),
                (-50, -52),
                (-40, -14),
                (0, 0),
                (40, -14),
                (50, -52),
                (32, -100),
            ]
        ),
        pen.ball(tone),
    )


def hen(pen: Pen) -> str:
    grass = "".join(
        stroke(
            f"M{x} 0q{pen.chance.uniform(-16, 16):.0f} -30 {pen.chance.uniform(-22, 22):.0f} -{pen.chance.uniform(30, 64):.0f}",
            pen.chance.choice(("#6BA65A", "#4E8A45", "#86B86A")),
            7,
        )
        for x in range(0, 120, 15)
    )
    second = (
        pen.place(
            hen_shape(pen, *HENS[(pen.variant + 1) % 6]),
            870,
            FOOT_Y - 20,
            scale=0.66,
            shadow=(130, 20),
        )
        if pen.props == 1
        else ""
    )
    brood = (
        "".join(
            pen.place(egg(pen), x, FOOT_Y + 26, scale=0.72, shadow=(52, 12))
            for x in (890, 965, 925)
        )
        if pen.props != 1
        else ""
    )
    return (
        second
        + pen.place(
            hen_shape(pen, *HENS[pen.variant % 6]), 540, FOOT_Y + 14, scale=1.16, shadow=(180, 30)
        )
        + pen.place(grass, 190, FOOT_Y + 30)
        + pen.place(grass, 1010, FOOT_Y + 12)
        + brood
    )


def eggs(pen: Pen) -> str:
    tone = pen.pick("#E3B98F", "#F3E9DA", "#D2A074", "#C9D6CC", "#EBCBA6", "#DDB08A")
    straw = "".join(
        stroke(
            f"M{pen.chance.uniform(-250, 230):.0f} {pen.chance.uniform(-20, 24):.0f}q30 {pen.chance.uniform(-46, 10):.0f} 74 {pen.chance.uniform(-30, 30):.0f}",
            pen.chance.choice(("#E3C26A", "#C9A24A", "#F0D896")),
            6,
        )
        for _ in range(60)
    )
    rows = "".join(
        move(
            egg(pen, light(tone, pen.chance.uniform(0, 0.2))),
            x,
            y,
            turn=pen.chance.uniform(-16, 16),
            scale=1.22,
        )
        for y, xs in (
            (-24, (-150, -50, 55, 155)),
            (16, (-195, -100, 0, 100, 195)),
            (42, (-130, -30, 75)),
        )
        for x in xs
    )
    loose = pen.place(egg(pen, tone), 960, FOOT_Y + 22, turn=-64, scale=1.1, shadow=(60, 12)) + (
        pen.place(egg(pen, tone), 1050, FOOT_Y + 40, scale=1.05, shadow=(50, 12))
        if pen.props
        else ""
    )
    return (
        pen.place(
            woven.basket(
                pen,
                640,
                240,
                pen.pick("#C58F4A", "#A9743A", "#D2A866", "#8E6236", "#B98A56", "#C9A05A"),
                straw + rows,
            ),
            540,
            FOOT_Y + 10,
            shadow=(270, 40),
        )
        + loose
    )
