"""Pictures from the garden: longan, banana, squash, vegetables, peanuts."""

from demo.illustrations import woven
from demo.illustrations.fruit import round_fruit
from demo.illustrations.scene import FOOT_Y, KRAFT, leaf
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    light,
    mix,
    move,
    path,
    smooth,
    stroke,
)


def banana(pen: Pen) -> str:
    tone = pen.pick("#EBC23A", "#C9C24A", "#F2D05A", "#E0A82E", "#A9BC48", "#EFC94A")
    peel = "M-18 0C-90 70 -134 190 -88 318C-82 338 -54 338 -50 318C-54 220 -22 110 26 12Z"
    one = (
        path(
            peel,
            pen.linear((0, light(tone, 0.32)), (0.5, tone), (1, dark(tone, 0.36)), to=(1, 0.1)),
            stroke=dark(tone, 0.34),
            width=2,
        )
        + stroke("M-26 24C-84 100 -112 200 -82 300", light(tone, 0.5), 7, opacity=0.7)
        + stroke("M6 20C-40 110 -68 210 -66 300", dark(tone, 0.3), 4, opacity=0.45)
        + path("M-84 322C-80 342 -58 342 -54 324Z", "#4A3A1E")
    )
    hand = "".join(
        move(one, x, -336 + y, turn=t)
        for x, y, t in (
            (60, 26, -62),
            (44, 14, -44),
            (24, 4, -25),
            (0, 0, -5),
            (-22, 6, 15),
            (-40, 16, 36),
        )
    )
    crown = path(
        smooth(
            [
                (-74, -322),
                (-46, -352),
                (-16, -372),
                (-22, -420),
                (22, -426),
                (34, -372),
                (78, -346),
                (88, -306),
                (0, -318),
            ]
        ),
        pen.ball(mix(tone, "#7A6A2E", 0.5)),
    )
    loose = pen.place(move(one, 150, -60, turn=74), 190, FOOT_Y + 20, shadow=(130, 14))
    return pen.place(hand + crown, 600, FOOT_Y - 6, scale=1.28, shadow=(220, 28)) + (
        loose if pen.props == 1 else ""
    )


def squash(pen: Pen) -> str:
    tone = pen.pick("#D98A2E", "#5E8A4A", "#E0A548", "#C9702A", "#7A9A55", "#B5803A")

    def one() -> str:
        out = ""
        for x, rx in ((-150, 90), (150, 90), (-84, 100), (84, 100), (0, 96)):
            out += ellipse(
                x,
                -150,
                rx,
                150 - abs(x) * 0.16,
                pen.radial(
                    (0, light(tone, 0.42 if x < 60 else 0.18)),
                    (0.5, tone if x < 100 else dark(tone, 0.14)),
                    (1, dark(tone, 0.4)),
                    at=(0.36, 0.28),
                    r=0.78,
                ),
            )
        return out + path(
            "M-26 -284C-30 -330 -10 -350 26 -366L44 -340C26 -330 22 -310 28 -284Z",
            pen.barrel("#7A7A3E"),
        )

    wedge = (
        path("M-130 -10C-120 -120 110 -130 140 -20C90 30 -80 40 -130 -10Z", tone)
        + path("M-112 -16C-100 -104 96 -112 120 -24C76 8 -64 20 -112 -16Z", "#F4B24A")
        + path("M-70 -24C-56 -66 56 -72 76 -30C40 -10 -36 -6 -70 -24Z", "#D98A1E")
        + "".join(ellipse(x, -38 + abs(x) * 0.1, 10, 6, "#FBF0CE") for x in (-36, -12, 14, 40))
    )
    return (
        pen.place(one(), 520, FOOT_Y, scale=1.3, shadow=(215, 36))
        + pen.place(wedge, 930, FOOT_Y + 14, shadow=(136, 18))
        + (pen.place(one(), 930, FOOT_Y - 60, scale=0.5) if pen.props == 2 else "")
    )


def vegetables_basket(pen: Pen) -> str:
    greens = "".join(
        move(
            leaf(
                pen,
                pen.chance.uniform(190, 270),
                66,
                pen.chance.choice(("#5FA24A", "#3C8C55", "#7DB85A", "#2C7344")),
                veins=8,
            ),
            x,
            20,
            turn=x * 0.16 + pen.chance.uniform(-8, 8),
        )
        for x in range(-210, 230, 34)
    )
    cabbage = circle(0, -90, 110, pen.ball("#A9CC7A")) + stroke(
        "M0 -10C-20 -80 -10 -140 20 -190M0 -10C-60 -60 -80 -100 -70 -150M0 -10C50 -50 80 -90 84 -140M0 -10C30 -70 40 -110 60 -170",
        "#E3F0C4",
        6,
        opacity=0.8,
    )
    carrot = path(
        smooth([(-34, -200), (34, -200), (30, -120), (0, 20), (-30, -120)]), pen.barrel("#EE7A24")
    ) + stroke("M-20 -160h24M0 -110h22M-14 -60h16", "#B5500F", 4, opacity=0.6)
    tomatoes = "".join(
        move(round_fruit(pen, 62, "#D9402F", squash=0.88, leaves=0), x, y)
        for x, y in ((-150, 6), (-40, 22), (76, 20))
    )
    goods = (
        greens
        + move(cabbage, -110, -6)
        + move(carrot, 70, 30, turn=24)
        + move(carrot, 150, 40, turn=40)
        + tomatoes
    )
    return pen.place(
        woven.basket(
            pen,
            600,
            270,
            pen.pick("#C58F4A", "#A9743A", "#D2A866", "#B98A56", "#8E6236", KRAFT),
            goods,
        ),
        600,
        FOOT_Y + 10,
        shadow=(260, 40),
    ) + (
        pen.place(move(carrot, 0, -30, turn=78), 980, FOOT_Y + 40, scale=0.8, shadow=(90, 12))
        if pen.props
        else ""
    )


def peanuts(pen: Pen) -> str:
    tone = pen.pick("#D6AC6E", "#C9985A", "#E0BD86", "#B98A50", "#D9B27A", "#C5924E")
    shell = path(
        smooth(
            [
                (-70, 0),
                (-56, -34),
                (-18, -30),
                (4, -22),
                (30, -32),
                (66, -20),
                (74, 8),
                (50, 32),
                (14, 26),
                (-8, 22),
                (-36, 34),
                (-62, 26),
            ]
        ),
        pen.ball(tone),
    ) + stroke(
        "M-52 -12q20 14 44 4t60 2M-50 10q22 12 44 4t58 4M-30 -24v50M34 -24v48M-4 -18v36",
        dark(tone, 0.3),
        3,
        opacity=0.45,
    )
    kernel = ellipse(0, 0, 24, 17, pen.ball("#B0523A")) + stroke(
        "M-14 -4q12 -8 26 0", "#FFFFFF", 3, opacity=0.4
    )
    pile = "".join(
        move(shell, x + pen.chance.uniform(-12, 12), y, turn=pen.chance.uniform(-70, 70))
        for y, row in ((-130, 2), (-96, 4), (-56, 5), (-18, 5), (16, 4))
        for x in [(i - (row - 1) / 2) * 96 for i in range(row)]
    )
    cloth = pen.pick("#D9BC8A", "#C9A56A", "#E6DAC0", "#B99A6A", "#D2C3A2", "#E3C99A")
    if pen.props == 1:
        main = pen.place(
            woven.sack(pen, 440, 440, cloth, move(pile, 0, 46, scale=0.66)),
            560,
            FOOT_Y,
            shadow=(235, 34),
        )
    else:
        main = pen.place(
            woven.basket(pen, 620, 210, "#B9843F", move(pile, 0, 26, scale=1.06)),
            560,
            FOOT_Y + 10,
            shadow=(260, 38),
        )
    return main + pen.place(
        move(shell, 0, -30, turn=-12) + move(kernel, 80, -6) + move(kernel, 30, 18),
        950,
        FOOT_Y + 14,
        shadow=(100, 16),
    )


def longan(pen: Pen) -> str:
    tone = pen.pick("#C9A066", "#B88A52", "#D6B27A", "#A87A48", "#C9A87A", "#BF9458")
    twig = stroke(
        "M0 -360C-20 -260 10 -200 0 -60M-4 -260C-80 -220 -120 -190 -150 -140M2 -220C70 -200 110 -180 150 -130M0 -150C-40 -120 -60 -90 -70 -60",
        "#7A5A36",
        8,
    )
    foliage = "".join(
        move(leaf(pen, 210, 52, c, veins=8), x, y, turn=t)
        for x, y, t, c in (
            (-30, -250, -82, "#2C7344"),
            (40, -250, 80, "#3C8C55"),
            (-16, -290, -48, "#3C8C55"),
            (16, -300, 44, "#2C7344"),
            (-60, -180, -112, "#3C8C55"),
            (80, -180, 108, "#2C7344"),
        )
    )
    balls = ""
    for y, xs in (
        (-230, (-110, -30, 55, 125)),
        (-170, (-170, -85, 0, 90, 170)),
        (-105, (-140, -55, 35, 120)),
        (-46, (-90, 0, 85)),
    ):
        for x in xs:
            balls += circle(x, y, 48, pen.ball(tone)) + "".join(
                circle(
                    x + pen.chance.uniform(-30, 30),
                    y + pen.chance.uniform(-30, 30),
                    2,
                    dark(tone, 0.4),
                    opacity=0.5,
                )
                for _ in range(8)
            )
    peeled = (
        circle(0, -46, 46, pen.ball("#F1EEE4"))
        + circle(10, -40, 20, "#4A3226", opacity=0.35)
        + path("M-48 -40A48 48 0 0 0 48 -40Q20 -18 0 -30Q-24 -12 -48 -40Z", pen.ball(tone))
    )
    return (
        pen.place(foliage + twig + balls, 560, FOOT_Y, scale=1.25, shadow=(150, 28))
        + pen.place(peeled, 880, FOOT_Y + 14, shadow=(46, 12))
        + pen.place(
            peeled if pen.props else circle(0, -46, 46, pen.ball(tone)),
            985,
            FOOT_Y + 36,
            shadow=(46, 12),
        )
    )
