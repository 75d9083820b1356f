"""One person: leaf hat, face, head and shoulders, a small figure at work."""

from demo.illustrations import woven
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    mix,
    move,
    num,
    path,
    smooth,
    stroke,
)

SKINS = ("#D9A074", "#C98E62", "#E0AC82", "#BF8458")


def non_la(pen: Pen, w: float = 560) -> str:
    """Return a conical leaf hat, rim centre at (0, 0)."""
    x, h = w / 2, w * 0.4
    cone = f"M{num(-x)} 0Q{num(-x * 0.4)} {num(-h * 0.52)} 0 {num(-h)}Q{num(x * 0.4)} {num(-h * 0.52)} {num(x)} 0Q0 {num(h * 0.36)} {num(-x)} 0Z"
    rings = "".join(
        f"M{num(-x * k)} {num(-h * (1 - k) * 0.93)}Q0 {num(-h * (1 - k) * 0.93 + h * 0.36 * k)} {num(x * k)} {num(-h * (1 - k) * 0.93)}"
        for k in (0.2, 0.36, 0.52, 0.68, 0.84)
    )
    spokes = "".join(
        f"M0 {num(-h)}Q{num(x * k * 0.4)} {num(-h * 0.4)} {num(x * k)} {num(h * 0.18 * (1 - k * k))}"
        for k in (-0.8, -0.6, -0.38, -0.16, 0.06, 0.3, 0.52, 0.74)
    )
    return (
        path(cone, pen.linear((0, "#F7E6B8"), (0.4, "#E3C27C"), (1, "#A9803F"), to=(1, 0.35)))
        + stroke(rings, "#A9803F", 2.6, opacity=0.6)
        + stroke(spokes, "#B98F4C", 2, opacity=0.45)
        + stroke(f"M{num(-x)} 0Q0 {num(h * 0.36)} {num(x)} 0", "#8E6A32", 5)
    )


def _face(pen: Pen, skin: str, *, old: bool, man: bool) -> str:
    ink = dark(skin, 0.62)
    eyes = stroke("M-58 -12q20 -17 40 0M18 -12q20 -17 40 0", ink, 6.5)
    brows = stroke(
        "M-64 -42q24 -15 48 -4M16 -46q24 -11 48 4",
        mix("#2A211C", "#B9B4AC", 0.75 if old else 0),
        8 if man else 5,
    )
    nose = stroke("M2 -8q-12 34 -12 40q10 9 22 2", dark(skin, 0.3), 5)
    smile = path("M-36 56Q0 94 38 54Q0 66 -36 56Z", "#FFFDF8", stroke="#8E3A34", width=5)
    blush = circle(-62, 34, 24, "#D9694F", opacity=0.22) + circle(
        64, 34, 24, "#D9694F", opacity=0.2
    )
    lines = stroke(
        "M-84 -8l-14 -7M-84 4l-15 2M84 -8l14 -7M84 4l15 2M-58 44q-10 16 -4 30M60 44q10 16 4 30M-40 -78q40 -11 80 0",
        dark(skin, 0.28),
        3.5,
        opacity=0.8 if old else 0,
    )
    return blush + eyes + brows + nose + smile + lines


def _hat(pen: Pen, hat: str, *, shirt: str, skin: str) -> str:
    return {
        "cone": stroke(
            "M-96 -360C-110 -250 -50 -190 0 -176C50 -190 110 -250 96 -360",
            "#B5455A",
            7,
            opacity=0.7,
        )
        + ellipse(0, -392, 190, 34, dark(skin, 0.5), opacity=0.22)
        + move(non_la(pen), 0, -410),
        "scarf": path(
            smooth(
                [
                    (-124, -350),
                    (-122, -440),
                    (-60, -500),
                    (40, -502),
                    (116, -446),
                    (124, -350),
                    (70, -420),
                    (-70, -420),
                ]
            ),
            pen.barrel(light(shirt, 0.1)),
        )
        + stroke("M-106 -420Q0 -480 108 -420M-96 -450Q0 -500 96 -450", "#F2D9A0", 6, opacity=0.7),
        "cap": path("M-112 -394C-110 -500 110 -500 112 -394Z", pen.barrel("#5B6B46"))
        + path("M-118 -392Q0 -430 150 -384Q60 -372 -118 -392Z", "#46553A"),
        "": "",
    }[hat]


def bust(
    pen: Pen, *, shirt: str, skin: str = "", hat: str = "cone", old: bool = False, man: bool = False
) -> str:
    """Return head and shoulders; (0, 0) is the bottom edge, about 640 high."""
    skin = skin or SKINS[pen.variant % 4]
    hair = "#C9C4BC" if old else "#211A18"
    back = (
        ""
        if man
        else path(
            smooth(
                [
                    (-108, -420),
                    (-122, -300),
                    (-110, -190),
                    (-60, -150),
                    (60, -150),
                    (110, -190),
                    (122, -300),
                    (108, -420),
                ]
            ),
            dark(hair, 0.15),
        )
    )
    coat = "M-270 0C-266 -110 -200 -150 -70 -178L0 -120L70 -178C200 -150 266 -110 270 0Z"
    neck = path("M-46 -250H46V-168Q0 -110 -46 -168Z", pen.fade(dark(skin, 0.28), dark(skin, 0.1)))
    collar = path("M-76 -180L0 -92L-36 -60L-104 -166Z", light(shirt, 0.75)) + path(
        "M76 -180L0 -92L36 -60L104 -166Z", light(shirt, 0.6)
    )
    creases = stroke(
        "M-190 -90Q-176 -40 -180 0M190 -90Q176 -40 180 0M0 -60V0", dark(shirt, 0.35), 5, opacity=0.5
    ) + circle(0, -34, 7, light(shirt, 0.6))
    head = path(
        smooth(
            [
                (0, -440),
                (-76, -420),
                (-106, -340),
                (-96, -260),
                (-50, -196),
                (0, -180),
                (50, -196),
                (96, -260),
                (106, -340),
                (76, -420),
            ]
        ),
        pen.radial(
            (0, light(skin, 0.24)), (0.6, skin), (1, dark(skin, 0.2)), at=(0.36, 0.36), r=0.75
        ),
    )
    ears = circle(-104, -312, 20, dark(skin, 0.08)) + circle(104, -312, 20, dark(skin, 0.2))
    if man or hat == "scarf":
        fringe = path(
            smooth(
                [
                    (-108, -350),
                    (-104, -420),
                    (-50, -466),
                    (30, -470),
                    (92, -436),
                    (110, -350),
                    (84, -392),
                    (20, -410),
                    (-50, -398),
                ]
            ),
            hair,
        )
    else:
        fringe = path(
            "M0 -436C-60 -430 -104 -390 -112 -300C-92 -350 -50 -388 0 -398C50 -388 92 -350 112 -300C104 -390 60 -430 0 -436Z",
            hair,
        )
    top = _hat(pen, hat, shirt=shirt, skin=skin)
    return (
        back
        + path(
            coat,
            pen.linear((0, light(shirt, 0.2)), (0.5, shirt), (1, dark(shirt, 0.35)), to=(1, 0.3)),
        )
        + creases
        + neck
        + collar
        + ears
        + head
        + fringe
        + move(_face(pen, skin, old=old, man=man), 0, -312)
        + top
    )


def worker(pen: Pen, shirt: str) -> str:
    """Return a small figure bending over the rows, about 190 high."""
    return (
        path("M-40 0C-50 -60 -44 -110 0 -122C44 -120 60 -70 50 0Z", pen.barrel(shirt))
        + stroke("M-30 -84C-70 -60 -84 -30 -80 -12", shirt, 20)
        + circle(-80, -10, 10, SKINS[1])
        + circle(-16, -126, 26, SKINS[0])
        + move(non_la(pen, 150), -18, -134, turn=-8)
        + move(woven.basket(pen, 78, 66), 56, -10)
    )
