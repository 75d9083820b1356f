"""Pictures of smoked pork, sausage and dried fish."""

from demo.illustrations import woven
from demo.illustrations.scene import FOOT_Y, leaf, sprig
from demo.illustrations.spices import chilli, peppercorns
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    move,
    num,
    path,
    rect,
    smooth,
    stroke,
)


def _strip(pen: Pen, tone: str, h: float) -> str:
    body = smooth(
        [
            (-62, -h),
            (-70, -h * 0.6),
            (-60, -h * 0.25),
            (-44, 0),
            (40, 4),
            (62, -h * 0.3),
            (66, -h * 0.7),
            (58, -h),
        ]
    )
    fat = smooth(
        [
            (8, -h),
            (16, -h * 0.6),
            (6, -h * 0.25),
            (14, 0),
            (36, 2),
            (40, -h * 0.3),
            (42, -h * 0.7),
            (36, -h),
        ],
        closed=True,
    )
    return (
        path(body, pen.barrel(tone))
        + path(fat, "#E6B98A", opacity=0.9)
        + stroke(
            f"M-40 {num(-h * 0.86)}C-48 {num(-h * 0.6)} -40 {num(-h * 0.3)} -30 -30",
            light(tone, 0.4),
            8,
            opacity=0.5,
        )
        + stroke(
            f"M-22 {num(-h * 0.8)}C-30 {num(-h * 0.5)} -20 {num(-h * 0.3)} -8 -40",
            dark(tone, 0.4),
            5,
            opacity=0.5,
        )
    )


def pork_smoked(pen: Pen) -> str:
    tone = pen.pick("#7A3420", "#8A4426", "#6A2C22", "#93502E", "#743A1E", "#85382C")
    pole = rect(-420, -500, 840, 26, pen.fade("#B98A50", "#6E4A22"), r=13)
    strips = "".join(
        stroke(f"M{x} -490q8 20 0 40", "#C9A25A", 7) + move(_strip(pen, tone, h), x, -460 + h)
        for x, h in ((-270, 330), (-90, 400), (90, 360), (270, 310))
    )
    posts = "".join(rect(x, -510, 28, 620, pen.barrel("#8A5E34"), r=10) for x in (-400, 372))
    board = rect(-230, -26, 460, 34, pen.fade("#D9AE74", "#A9743A"), r=14)
    slices = "".join(
        move(
            ellipse(0, -26, 60, 30, dark(tone, 0.1))
            + ellipse(-4, -31, 54, 25, "#B5604A")
            + ellipse(10, -31, 26, 12, "#EBC79E"),
            x,
            -16,
        )
        for x in (-130, -40, 50)
    )
    return pen.place(posts + pole + strips, 600, 600) + pen.place(
        board + slices + move(chilli(pen), 165, -34, scale=0.6),
        600,
        FOOT_Y + 44,
        scale=1.15,
        shadow=(240, 20),
    )


def sausage(pen: Pen) -> str:
    tone = pen.pick("#A83A2A", "#94341F", "#B5503A", "#83281F", "#A84A32", "#C05A3E")
    body = smooth(
        [(-190, -26), (-150, -66), (0, -50), (150, -72), (194, -34), (160, -2), (0, 16), (-150, 6)]
    )
    fat = "".join(
        ellipse(
            pen.chance.uniform(-150, 150),
            pen.chance.uniform(-50, 0),
            pen.chance.uniform(5, 11),
            5,
            "#EBB8A0",
            opacity=0.6,
        )
        for _ in range(20)
    )
    one = (
        path(body, pen.linear((0, light(tone, 0.35)), (0.35, tone), (1, dark(tone, 0.45))))
        + fat
        + stroke("M-140 -48Q0 -34 140 -52", "#FFFFFF", 8, opacity=0.35)
        + stroke("M-190 -30l-26 -12M194 -36l28 -14", "#D9C08A", 10)
    )
    slices = "".join(
        move(
            ellipse(0, 0, 44, 28, dark(tone, 0.3))
            + ellipse(-3, -5, 42, 26, tone)
            + "".join(
                circle(pen.chance.uniform(-26, 22), pen.chance.uniform(-18, 8), 4, "#F0C8B0")
                for _ in range(8)
            ),
            x,
            y,
        )
        for x, y in ((-66, 0), (0, 10), (66, 2))
    )
    leaves = "".join(
        move(leaf(pen, 330, 90, c, veins=10), 0, -60, turn=t)
        for t, c in ((-88, "#2C7D4C"), (88, "#3C8C55"))
    )
    pile = (
        move(one, -10, -150, turn=-4)
        + move(one, 0, -100, turn=3)
        + move(one, -30, -46, turn=-2)
        + move(slices, 60, -10)
    )
    return (
        pen.place(woven.tray(pen, 780), 600, FOOT_Y + 48, shadow=(380, 42))
        + pen.place(leaves, 600, FOOT_Y + 16)
        + pen.place(pile, 600, FOOT_Y + 14, scale=1.2)
        + (
            pen.place(chilli(pen), 1020, FOOT_Y + 40, scale=0.8, shadow=(90, 12))
            if pen.props
            else ""
        )
    )


def fish_dried(pen: Pen) -> str:
    tone = pen.pick("#B98A50", "#A8784A", "#C9A26A", "#8E7A5E", "#B5803E", "#9A8A70")
    body = smooth(
        [
            (-230, -40),
            (-170, -86),
            (-60, -104),
            (80, -76),
            (160, -46),
            (160, -34),
            (80, -2),
            (-60, 20),
            (-170, 2),
        ]
    )
    fins = (
        path("M150 -42L236 -96L216 -40L240 14Z", pen.fade(light(tone, 0.1), dark(tone, 0.3)))
        + path("M-60 -98L10 -140L60 -84Z", dark(tone, 0.22))
        + path("M-40 16L10 50L40 6Z", dark(tone, 0.28))
    )
    scales = "".join(
        stroke(f"M{x} {y}q-10 10 0 20", dark(tone, 0.3), 3, opacity=0.45)
        for x in range(-100, 130, 24)
        for y in (-74, -50, -26, -4)
        if abs(y + 40) < 62 - max(0, x) * 0.28
    )
    head = (
        path(
            "M-230 -40C-200 -84 -150 -88 -128 -90C-112 -56 -112 -20 -130 8C-180 6 -210 -16 -230 -40Z",
            dark(tone, 0.2),
        )
        + circle(-178, -52, 12, "#F4E6C8")
        + circle(-178, -52, 6, "#1B1410")
    )
    one = (
        fins
        + path(body, pen.linear((0, light(tone, 0.4)), (0.5, tone), (1, dark(tone, 0.35))))
        + scales
        + head
        + stroke("M-90 -80Q0 -92 90 -62", "#FFFFFF", 6, opacity=0.4)
    )
    return (
        pen.place(woven.tray(pen, 840), 600, FOOT_Y + 50, shadow=(400, 44))
        + pen.place(
            move(one, -20, -150, scale=1.02, turn=-3)
            + move(one, 40, -88, scale=1.08, turn=4)
            + move(one, -30, -18, scale=1.14, turn=-2),
            600,
            FOOT_Y + 4,
            scale=1.1,
        )
        + (
            pen.place(peppercorns(pen), 1060, FOOT_Y + 44, shadow=(70, 10))
            if pen.props
            else pen.place(sprig(pen), 1050, FOOT_Y + 10, scale=0.7)
        )
    )
