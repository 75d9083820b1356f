"""Spices drawn beside packs: chilli, turmeric, pepper, anise, garlic."""

from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    move,
    path,
    smooth,
    stroke,
)


def chilli(pen: Pen, colour: str = "#C8321F") -> str:
    body = smooth(
        [(-84, -26), (-40, -44), (20, -40), (70, -18), (104, 16), (60, 4), (10, -8), (-50, -8)]
    )
    return (
        path(
            body,
            pen.linear(
                (0, light(colour, 0.35)), (0.4, colour), (1, dark(colour, 0.35)), to=(0.3, 1)
            ),
        )
        + stroke("M-56 -32Q-10 -42 34 -28", "#FFFFFF", 6, opacity=0.5)
        + stroke("M-84 -26q-22 -2 -34 -22", "#3E7A45", 11)
    )


def turmeric(pen: Pen) -> str:
    """Return a knobbly root with one cut face, about 220 wide."""
    colour = "#C98A2E"
    body = smooth(
        [
            (-110, -30),
            (-80, -66),
            (-30, -60),
            (0, -96),
            (34, -88),
            (40, -58),
            (96, -52),
            (112, -20),
            (60, 2),
            (-20, 4),
            (-84, 2),
        ]
    )
    rings = "M-70 -62q-14 30 -4 64M-30 -60q-12 32 -2 62M14 -60q-8 30 2 62M60 -54q-4 26 4 54M4 -80q18 -6 34 2"
    return (
        path(body, pen.ball(colour))
        + stroke(rings, dark(colour, 0.35), 3.5, opacity=0.6)
        + ellipse(100, -28, 16, 25, "#F2A51E")
        + ellipse(100, -28, 9, 16, "#F7C045")
    )


def peppercorns(pen: Pen, tones: tuple[str, ...] = ("#3A2A20", "#54402F", "#2A1E18")) -> str:
    return "".join(
        circle(
            pen.chance.gauss(0, 52),
            pen.chance.uniform(-34, 6),
            pen.chance.uniform(8, 12),
            pen.ball(pen.chance.choice(tones)),
        )
        for _ in range(30)
    )


def star_anise(pen: Pen) -> str:
    arm = path(
        "M0 0C-16 -18 -14 -44 0 -62C14 -44 16 -18 0 0Z",
        pen.linear((0, "#A8663A"), (1, "#5E3318"), to=(1, 1)),
    )
    seed = ellipse(0, -34, 5, 10, "#D9A867")
    return "".join(move(arm + seed, turn=i * 45) for i in range(8)) + circle(0, 0, 7, "#4A2712")


def garlic(pen: Pen) -> str:
    body = smooth(
        [
            (0, -150),
            (-12, -110),
            (-60, -76),
            (-66, -30),
            (-30, 2),
            (30, 2),
            (66, -30),
            (60, -76),
            (12, -110),
        ]
    )
    return path(body, pen.ball("#F1E9DF")) + stroke(
        "M0 -110C-30 -70 -34 -30 -18 0M0 -110C30 -70 34 -30 18 0M0 -108V0",
        "#B99DB0",
        3,
        opacity=0.6,
    )
