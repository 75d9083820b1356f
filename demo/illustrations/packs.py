"""Pictures of packed goods: sauces, spices, drinks, herbs, soap."""

from demo.illustrations import vessels, woven
from demo.illustrations.scene import CLAY, CREAM, FOOT_Y, GOLD, LEAF, heap, label, leaf, sprig
from demo.illustrations.spices import chilli, garlic, peppercorns, star_anise, turmeric
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


def turmeric_jar(pen: Pen) -> str:
    pot = vessels.jar(
        pen,
        350,
        480,
        pen.pick("#E0A21B", "#D98A12", "#EDB93A", "#C97F12", "#E8AE2A", "#D9A02A"),
        lid=pen.pick("#C9CEC8", GOLD, LEAF, CLAY, "#8A4B0F", "#3B3F3C"),
        kind="sun",
    )
    powder = heap(
        pen,
        90,
        46,
        ("#E9A820", "#F2B93A", "#D98F12"),
        size=9,
        count=110,
        curl=False,
        base="#D9940F",
    )
    return (
        pen.place(pot, 560, FOOT_Y, shadow=(185, 32))
        + pen.place(turmeric(pen), 910, FOOT_Y + 14, shadow=(115, 18))
        + (
            pen.place(turmeric(pen), 860, FOOT_Y - 30, scale=0.8, turn=-14)
            if pen.props == 1
            else ""
        )
        + pen.place(powder, 250, FOOT_Y + 18, shadow=(98, 16))
    )


def sauce_jar(pen: Pen) -> str:
    if pen.props == 1:
        pot = vessels.jar(
            pen,
            360,
            480,
            pen.pick("#8A3A17", "#B5381E", "#6B3416", "#A85A1C", "#7A2A18", "#96481A"),
            lid=CLAY,
            kind="grain",
        )
    else:
        pot = woven.lidded_pot(
            pen,
            560,
            540,
            pen.pick("#6E3A1E", "#5A3A2A", "#7A4A2C", "#4E3A34", "#83502A", "#5E4630"),
            lid=pen.pick("#B5402A", LEAF, "#C79B62", "#23566B", "#B5402A", "#7A2E5C"),
        )
    beans = "".join(
        move(
            ellipse(0, 0, 17, 12, pen.ball("#D9A64A")),
            pen.chance.gauss(0, 58),
            pen.chance.uniform(-26, 8),
            turn=pen.chance.uniform(-40, 40),
        )
        for _ in range(22)
    )
    return (
        pen.place(pot, 590, FOOT_Y, shadow=(180, 34))
        + pen.place(beans, 250 if pen.props else 960, FOOT_Y + 16, shadow=(110, 18))
        + (
            pen.place(chilli(pen), 945, FOOT_Y + 8, turn=-8, shadow=(90, 14))
            if pen.props
            else pen.place(garlic(pen), 225, FOOT_Y + 12, shadow=(66, 14))
        )
    )


def spice_jar(pen: Pen) -> str:
    tones = ("#C8492A", "#5E4432", "#B98A3E", "#8A4A2E", "#A83A1F", "#6B7A3A")
    tone = tones[pen.variant % 6]
    bits = "".join(
        circle(
            pen.chance.uniform(-120, 120),
            pen.chance.uniform(-330, 0),
            pen.chance.uniform(6, 10),
            light(tone, pen.chance.uniform(0, 0.3)),
            opacity=0.8,
        )
        for _ in range(170)
    )
    pot = vessels.jar(
        pen,
        300,
        430,
        tone,
        lid=pen.pick("#3B3F3C", GOLD, "#C9CEC8", LEAF, "#8A4B0F", GOLD),
        kind="sun",
        inner=bits,
    )
    spread = pen.place(star_anise(pen), 250, FOOT_Y + 2, shadow=(56, 12)) + pen.place(
        star_anise(pen), 345, FOOT_Y + 46, scale=0.7, shadow=(56, 12)
    )
    second = (
        pen.place(
            vessels.jar(pen, 220, 320, dark(tone, 0.2), lid=GOLD, kind="sun", inner=bits),
            790,
            FOOT_Y + 8,
            shadow=(120, 22),
        )
        if pen.props == 1
        else pen.place(chilli(pen), 900, FOOT_Y - 24, shadow=(96, 14))
    )
    return (
        pen.place(pot, 565, FOOT_Y, shadow=(165, 30))
        + second
        + spread
        + pen.place(peppercorns(pen), 950, FOOT_Y + 34, shadow=(90, 14))
    )


def juice_bottle(pen: Pen) -> str:
    brew = pen.pick("#F08A24", "#D9402F", "#F2C23A", "#8FB548", "#A8446A", "#E8A04A")
    flask = vessels.bottle(
        pen,
        250,
        560,
        brew,
        lid=pen.pick("#FFFFFF", LEAF, "#F4EFE2", GOLD, "#FFFFFF", CLAY),
        kind="sun",
        neck=0.42,
        shoulder=0.72,
    )
    glass = (
        path("M-78 -230L-60 -6Q0 8 60 -6L78 -230Z", "#FFFFFF", opacity=0.6)
        + path(
            "M-70 -180L-56 -12Q0 0 56 -12L70 -180Z", pen.linear((0, light(brew, 0.3)), (1, brew))
        )
        + ellipse(0, -180, 70, 15, light(brew, 0.45))
        + ellipse(0, -230, 78, 17, "#FFFFFF", opacity=0.55)
        + stroke("M-60 -200L-48 -40", "#FFFFFF", 8, opacity=0.6)
        + stroke("M16 -170L62 -320", CLAY, 9)
    )
    fruit = (
        circle(0, -74, 76, pen.ball(brew))
        + move(leaf(pen, 100, 32), 4, -146, turn=52)
        + stroke("M0 -140q2 -14 10 -20", "#5E4426", 8)
    )
    return (
        pen.place(flask, 530, FOOT_Y, shadow=(140, 28))
        + pen.place(glass, 770, FOOT_Y + 8, shadow=(78, 16))
        + pen.place(fruit, 945, FOOT_Y + 18, shadow=(72, 16))
        + (pen.place(fruit, 290, FOOT_Y + 10, shadow=(72, 16)) if pen.props else "")
    )


def herbal_box(pen: Pen) -> str:
    box = vessels.carton(
        pen,
        360,
        470,
        pen.pick("#5F7F3A", "#7A5A2E", LEAF, "#8A4B5A", "#3A6E6A", "#B07A2E"),
        depth=0.34,
    )
    roots = "".join(
        move(
            rect(-70, -14, 140, 26, pen.linear((0, "#D9B27A"), (1, "#8E6230")), r=12)
            + ellipse(66, -1, 9, 12, "#F0DDB4"),
            x,
            y,
            turn=t,
        )
        for x, y, t in ((-20, 0, 4), (24, -20, -8), (0, -42, 6))
    )
    slices = "".join(
        move(
            ellipse(0, 0, 36, 19, "#B07A3C")
            + ellipse(-2, -4, 34, 16, "#E9CF9A")
            + ellipse(-2, -4, 12, 6, "#C99B5A"),
            x,
            y,
        )
        for x, y in ((0, 0), (50, 14), (-44, 16), (8, 30))
    )
    return (
        pen.place(box, 545, FOOT_Y, shadow=(270, 26))
        + pen.place(roots, 905, FOOT_Y + 14, shadow=(100, 16))
        + pen.place(slices, 240, FOOT_Y - 2, shadow=(80, 18))
        + (pen.place(sprig(pen), 950, FOOT_Y - 44, scale=0.9) if pen.props else "")
    )


def soap_cosmetic(pen: Pen) -> str:
    tone = pen.pick("#9DBE8A", "#E3B7A0", "#D9C07A", "#A9C4C9", "#C5A9C4", "#8FAF9A")
    top = path("M-190 -120L-120 -170H190L130 -120Z", light(tone, 0.4))
    bar = (
        top
        + path("M-190 -120H130V0H-190Z", pen.fade(light(tone, 0.1), dark(tone, 0.15)))
        + path("M130 -120L190 -170V-46L130 0Z", dark(tone, 0.26))
    )
    wrap = path("M-110 -120L-46 -170H110L50 -120V0H-110Z", CREAM) + path(
        "M50 -120L110 -170V-46L50 0Z", "#E4D9BE"
    )
    round_bar = (
        ellipse(0, -40, 110, 40, dark(tone, 0.2))
        + rect(-110, -74, 220, 34, dark(tone, 0.12))
        + ellipse(0, -74, 110, 40, pen.ball(light(tone, 0.25)))
        + move(leaf(pen, 90, 28), -22, -58, turn=64)
    )
    flask = vessels.bottle(
        pen,
        220,
        480,
        pen.pick("#5E7F4A", "#A8603A", "#8A6A1F", "#3F7480", "#7A5478", "#476A54"),
        lid="#2F3431",
        neck=0.34,
        shoulder=0.74,
    )
    named = (
        move(label(pen, 150, 104), -30, -60)
        if pen.label
        else move(leaf(pen, 80, 26), -52, -34, turn=50)
    )
    return (
        pen.place(flask, 380, FOOT_Y - 6, shadow=(125, 26))
        + pen.place(bar + wrap + named, 690, FOOT_Y + 4, shadow=(210, 22))
        + pen.place(round_bar, 930, FOOT_Y + 32, scale=0.85, shadow=(120, 18))
        + (pen.place(sprig(pen), 980, FOOT_Y - 60, scale=0.8) if pen.props else "")
    )
