"""Pictures of rice dishes: sticky rice, banh chung, bamboo-tube rice."""

from demo.illustrations import woven
from demo.illustrations.grain import WHITE
from demo.illustrations.scene import FOOT_Y, heap, leaf
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    move,
    path,
    rect,
    stroke,
)


def sticky_rice(pen: Pen) -> str:
    layers = (
        ("#B5477A", "#C9628F", "#9A3566"),
        ("#4E8A45", "#6BA65A", "#3B7036"),
        ("#E0A21B", "#EFBF4A", "#C78A10"),
        ("#5A3A6E", "#74508A", "#472C58"),
        WHITE,
    )
    picked = layers[pen.variant % 5 :] + layers[: pen.variant % 5]
    mounds = "".join(
        move(
            heap(
                pen,
                115,
                92,
                tone,
                size=13,
                count=140,
                curl=False,
                base=tone[2] if len(tone) == 3 else "#E6DEC8",
            ),
            x,
            y,
        )
        for tone, (x, y) in zip(
            picked, ((-140, -104), (140, -104), (0, -128), (-90, -46), (104, -46)), strict=True
        )
    )
    banana_leaf = "".join(
        move(leaf(pen, 380, 100, tone, veins=12), 0, -70, turn=t)
        for t, tone in ((-96, "#2C7D4C"), (97, "#2C7D4C"), (-62, "#1F6B41"), (64, "#1F6B41"))
    )
    return (
        pen.place(woven.tray(pen, 720), 600, FOOT_Y + 46, shadow=(350, 40))
        + pen.place(banana_leaf, 600, FOOT_Y + 30, scale=0.9)
        + pen.place(mounds, 600, FOOT_Y + 26, scale=1.15)
    )


def _banh(pen: Pen, green: str) -> str:
    front, top, flank = (
        "M-190 -190H130V0H-190Z",
        "M-190 -190L-100 -260H220L130 -190Z",
        "M130 -190L220 -260V-66L130 0Z",
    )
    ribs = "".join(
        stroke(f"M{-190 + i * 20} -190V0", dark(green, 0.3), 2, opacity=0.35) for i in range(1, 16)
    )
    ties = stroke(
        "M-84 0V-190L6 -260M24 0V-190L114 -260M-190 -64H130L220 -130M-190 -128H130L220 -196M-146 -224H174",
        "#E5D08E",
        9,
    ) + stroke("M24 -190q-36 -46 -64 -10q36 24 64 10q34 -50 66 -16q-30 30 -66 16", "#E5D08E", 8)
    return (
        path(front, pen.linear((0, light(green, 0.2)), (1, dark(green, 0.2)), to=(1, 1)))
        + path(top, light(green, 0.26))
        + path(flank, dark(green, 0.36))
        + ribs
        + ties
    )


def banh_chung(pen: Pen) -> str:
    green = pen.pick("#3F7D3C", "#4E8A45", "#2F6B3F", "#5C8A3A", "#3A7350", "#4A7A2E")
    cut = (
        path("M-130 -80L-60 -130H130L70 -80Z", "#EFE6B8")
        + path("M-130 -80H70V0H-130Z", "#D7DCA0")
        + rect(-130, -58, 200, 18, "#E9C25A")
        + rect(-110, -46, 160, 16, "#B5604A", r=8)
        + rect(-130, -32, 200, 12, "#E9C25A")
        + path("M70 -80L130 -130V-50L70 0Z", "#B9C07E")
        + stroke("M-130 -80H70M-130 0H70", "#3F7D3C", 6)
    )
    return (
        pen.place(_banh(pen, green), 500, FOOT_Y, scale=1.12, shadow=(230, 26))
        + pen.place(cut, 870, FOOT_Y + 20, shadow=(140, 18))
        + (
            pen.place(
                move(leaf(pen, 260, 70, "#2C7D4C", veins=9), 0, -24, turn=84), 130, FOOT_Y + 40
            )
            if pen.props
            else ""
        )
    )


def com_lam(pen: Pen) -> str:
    tone = pen.pick("#8FA84E", "#B5A05A", "#7F9A55", "#A8843F", "#9AB062", "#8A9A4A")
    tube = (
        rect(-36, -480, 72, 480, pen.barrel(tone), r=10)
        + "".join(
            stroke(f"M-36 {y}Q0 {y + 12} 36 {y}", light(tone, 0.5), 6)
            + stroke(f"M-36 {y + 8}Q0 {y + 20} 36 {y + 8}", dark(tone, 0.35), 3)
            for y in (-340, -150)
        )
        + rect(-36, -110, 72, 110, pen.linear((0, "#3A2A14", 0), (1, "#3A2A14", 0.5)), r=10)
        + ellipse(0, -476, 36, 13, "#F6F0DC")
    )
    peeled = (
        rect(-36, -480, 72, 300, pen.barrel("#F3ECD6"), r=24)
        + "".join(
            stroke(
                f"M{pen.chance.uniform(-26, 26):.0f} {pen.chance.uniform(-460, -190):.0f}q4 8 0 16",
                "#CFC3A0",
                4,
            )
            for _ in range(40)
        )
        + path("M-36 -210L-14 -180L6 -214L24 -184L36 -206V0H-36Z", pen.barrel(tone))
    )
    bind = rect(-176, -250, 352, 26, pen.barrel("#C9A25A"), r=8) + stroke(
        "M-176 -238H176", "#8A6428", 2
    )
    bundle = (
        "".join(move(tube, x, 0, turn=0) for x in (-140, 140))
        + move(tube, -68, 4)
        + move(tube, 70, 4)
        + move(tube, 0, 10)
        + bind
    )
    sesame = (
        path("M-90 -34Q-84 0 -40 2H40Q84 0 90 -34Z", pen.barrel("#EFEDE4"))
        + ellipse(0, -34, 90, 20, "#FFFFFF")
        + ellipse(0, -33, 78, 15, "#C99B5A")
        + "".join(
            circle(pen.chance.uniform(-56, 56), pen.chance.uniform(-41, -25), 3, "#F3E2B4")
            for _ in range(40)
        )
    )
    return (
        pen.place(bundle, 500, FOOT_Y, scale=1.08, shadow=(195, 28))
        + pen.place(peeled, 780, FOOT_Y + 14, turn=7, shadow=(52, 16))
        + pen.place(sesame, 960, FOOT_Y + 30, shadow=(92, 14))
        + (
            pen.place(
                move(leaf(pen, 260, 70, "#2C7D4C", veins=9), 0, -10, turn=-72), 300, FOOT_Y + 44
            )
            if pen.props
            else ""
        )
    )
