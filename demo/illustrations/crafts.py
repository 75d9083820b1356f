"""Pictures of crafts and stays: basket, brocade, bonsai, stilt house."""

from demo.illustrations import woven
from demo.illustrations.landscape import hills, sky, tea_rows
from demo.illustrations.scene import FOOT_Y, GOLD, frame, leaf
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
    rect,
    stroke,
)


def bamboo_basket(pen: Pen) -> str:
    tone = pen.pick("#C58F4A", "#A9743A", "#D2A866", "#B98A56", "#8E6236", "#C9A05A")
    handle = (
        stroke("M-250 -270C-230 -620 230 -620 250 -270", dark(tone, 0.3), 30)
        + stroke("M-250 -270C-230 -620 230 -620 250 -270", light(tone, 0.22), 17)
        + "".join(
            stroke(f"M{x} {y}l16 26", dark(tone, 0.4), 6, opacity=0.6)
            for x, y in (
                (-216, -410),
                (-150, -490),
                (-60, -528),
                (44, -528),
                (136, -496),
                (196, -420),
            )
        )
    )
    small = (
        pen.place(woven.tray(pen, 300, tone), 990, FOOT_Y + 30, shadow=(150, 18))
        if pen.props != 1
        else pen.place(
            woven.basket(pen, 230, 150, light(tone, 0.1)), 985, FOOT_Y + 20, shadow=(100, 20)
        )
    )
    return (
        pen.place(handle + woven.basket(pen, 560, 280, tone), 540, FOOT_Y, shadow=(240, 40)) + small
    )


def _motif_band(pen: Pen, y: float, w: float, tones: tuple[str, ...], kind: int) -> str:
    out = ""
    for i in range(int(w / 56) + 1):
        x, tone = -w / 2 + i * 56, tones[i % len(tones)]
        if kind == 0:
            out += path(f"M{num(x)} {num(y)}l28 -26l28 26l-28 26Z", tone) + path(
                f"M{num(x + 14)} {num(y)}l14 -13l14 13l-14 13Z", "#F7E7B8"
            )
        elif kind == 1:
            out += stroke(f"M{num(x)} {num(y + 14)}l14 -28l14 28l14 -28l14 28", tone, 8)
        else:
            out += path(
                f"M{num(x + 28)} {num(y - 24)}l8 16l16 8l-16 8l-8 16l-8 -16l-16 -8l16 -8Z", tone
            )
    return out


def brocade(pen: Pen) -> str:
    base = pen.pick("#2A2440", "#7A1F2E", "#1F3F4E", "#3A2A1E", "#24402E", "#4A1F42")
    tones = ("#D9402F", GOLD, "#3FA06A", "#F0F0E4", "#D96AA0")
    out = ""
    for i, (y, w) in enumerate(((0, 640), (-100, 610), (-200, 580))):
        cloth = mix(base, tones[i], 0.0 if i != 1 else 0.75)
        half = w / 2
        d = f"M{num(-half)} {y - 96}Q{num(-half - 34)} {y - 48} {num(-half)} {y}H{num(half)}Q{num(half + 20)} {y - 48} {num(half)} {y - 96}Z"
        bands = _motif_band(pen, y - 48, w, tones[i:] + tones[:i], (i + pen.variant) % 3)
        lines = stroke(
            f"M{num(-half - 30)} {y - 84}H{num(half + 20)}M{num(-half - 30)} {y - 12}H{num(half + 20)}",
            GOLD,
            5,
        )
        veil = pen.linear((0, "#FFFFFF", 0.22), (0.35, "#FFFFFF", 0), (1, "#000000", 0.4))
        out += pen.clip(d, path(d, cloth) + lines + bands + path(d, veil))
    top = path(
        "M-290 -296L-214 -352H336L290 -296Z",
        pen.linear((0, light(base, 0.3)), (1, light(base, 0.08)), to=(1, 0)),
    )
    shawl, cloth = mix(base, tones[(pen.variant + 2) % 5], 0.55), "M-132 -296H132V-186H-132Z"
    drape = path("M-132 -297L-70 -352H196L132 -297Z", light(shawl, 0.28)) + stroke(
        "M-102 -324H164", GOLD, 5, opacity=0.8
    )
    pattern = (
        path(cloth, shawl)
        + move(_motif_band(pen, -248, 280, tones[1:], pen.variant % 2), 0, 0)
        + stroke("M-132 -284H132M-132 -208H132", GOLD, 5)
    )
    drape += pen.clip(
        cloth, pattern + path(cloth, pen.linear((0, "#FFFFFF", 0.2), (1, "#000000", 0.22)))
    )
    fringe = "".join(
        stroke(f"M{x} -186v{40 + x % 3 * 8}", tones[x % 5], 4.5) for x in range(-128, 132, 11)
    )
    ball = (
        circle(0, -56, 56, pen.ball(tones[pen.variant % 5]))
        + stroke("M-50 -70Q0 -30 50 -70M-50 -40Q0 0 50 -40", GOLD, 6)
        + stroke("M0 0v44M-14 0l-6 40M14 0l6 40", tones[0], 6)
    )
    return pen.place(out + top + drape + fringe, 570, FOOT_Y + 8, shadow=(340, 30)) + pen.place(
        ball, 1010, FOOT_Y + 6, shadow=(60, 14)
    )


def bonsai(pen: Pen) -> str:
    glaze = pen.pick("#8A4A2C", "#31576E", "#46665A", "#6B3A2E", "#B5763E", "#5B4A5E")
    pot = (
        path("M-240 -120H240L200 -10Q0 6 -200 -10Z", pen.barrel(glaze))
        + rect(-256, -142, 512, 34, pen.barrel(light(glaze, 0.12)), r=10)
        + rect(-180, -10, 60, 18, dark(glaze, 0.3), r=5)
        + rect(120, -10, 60, 18, dark(glaze, 0.3), r=5)
        + stroke("M-130 -66q30 -26 60 0t60 0t60 0t60 0", light(glaze, 0.35), 6, opacity=0.6)
    )
    trunk = path(
        "M-70 -138C-40 -220 -130 -280 -60 -370C-20 -420 60 -420 70 -500L96 -490C100 -410 20 -390 0 -330C-20 -270 70 -220 60 -138Z",
        pen.linear((0, "#9A7048"), (1, "#4E3420"), to=(1, 0)),
    )
    branches = stroke(
        "M-50 -340C-120 -360 -160 -350 -210 -380M20 -350C90 -340 140 -330 190 -340", "#6B4A2E", 20
    )
    green = pen.pick("#3F7D46", "#5C8A3A", "#2F6B4F", "#6B8F3A", "#B5502E", "#4A8A5A")
    pads = ""
    for x, y, w in ((-220, -390, 130), (200, -350, 140), (80, -500, 150), (-70, -450, 110)):
        for k in range(16):
            dx, dy = pen.chance.uniform(-w, w), pen.chance.uniform(-46, 26)
            tone = light(green, max(0, -dy / 110)) if dy < 0 else dark(green, dy / 80)
            pads += (
                ellipse(x + dx * (1 - abs(dy) / 80), y + dy, 46, 30, tone)
                if k
                else ellipse(x, y, w, 44, dark(green, 0.2))
            )
    blooms = "".join(
        circle(
            x,
            y,
            11,
            pen.ball(pen.pick("#F2C23A", "#E86A8A", "#FFFFFF", "#F08A24", "#F7D35A", "#E0506A")),
        )
        for x, y in (
            (-260, -400),
            (-180, -420),
            (60, -530),
            (130, -490),
            (210, -380),
            (260, -350),
            (-70, -480),
            (20, -500),
        )
    )
    moss = ellipse(0, -140, 220, 22, "#557F46") + ellipse(-90, -150, 70, 18, "#6B9A55")
    return pen.place(
        branches + pads + trunk + (blooms if pen.props != 1 else "") + moss + pot,
        600,
        FOOT_Y + 6,
        scale=1.08,
        shadow=(240, 34),
    )


def _stilt_house(pen: Pen) -> str:
    roof, wood = (
        pen.pick("#8E6A44", "#7A5A48", "#A0784A", "#6B5A4A", "#94604A", "#80683E"),
        "#9A6A3C",
    )
    posts = "".join(
        rect(x - 11, -150, 22, 156, pen.barrel("#6E4A2A")) for x in (-290, -170, -50, 70, 190, 290)
    ) + "".join(ellipse(x, 6, 24, 8, "#8A8F84") for x in (-290, -170, -50, 70, 190, 290))
    wall = rect(-310, -300, 620, 160, pen.fade(light(wood, 0.16), dark(wood, 0.1))) + "".join(
        stroke(f"M{x} -300V-150", dark(wood, 0.35), 2.5, opacity=0.5) for x in range(-290, 310, 26)
    )
    windows = "".join(
        rect(x, -270, 84, 84, "#4A2F1A", r=4)
        + rect(x + 6, -264, 72, 72, "#F7D98A")
        + stroke(f"M{x + 42} -266v76M{x + 4} -228h76", "#4A2F1A", 6)
        for x in (-230, -80, 150)
    )
    deck = rect(-340, -160, 680, 22, pen.fade("#B98A56", "#7A5330"), r=5) + stroke(
        "M-340 -206H-250M180 -206H340", "#7A5330", 8
    )
    thatch = "M-380 -284L-250 -520H250L380 -284Q0 -262 -380 -284Z"
    lines = "".join(
        stroke(f"M{num(x * 0.66)} -516L{x} -284", dark(roof, 0.3), 4, opacity=0.4)
        for x in range(-370, 380, 24)
    ) + "".join(
        stroke(
            f"M{-270 - i * 30} {-480 + i * 54}Q0 {-466 + i * 54} {270 + i * 30} {-480 + i * 54}",
            light(roof, 0.25),
            4,
            opacity=0.4,
        )
        for i in range(4)
    )
    ladder = stroke("M36 -146L-20 10M106 -146L50 10", "#7A5330", 11) + "".join(
        stroke(f"M{28 - i * 11} {-118 + i * 30}h70", "#A9743A", 9) for i in range(5)
    )
    return (
        posts
        + wall
        + windows
        + deck
        + path(thatch, pen.linear((0, light(roof, 0.3)), (1, dark(roof, 0.2)), to=(0.7, 1)))
        + pen.clip(thatch, lines)
        + stroke("M-256 -522H256", dark(roof, 0.25), 16)
        + ladder
    )


def tourism_stilt_house(pen: Pen) -> str:
    """Return a full landscape; it has no table."""
    garden = "".join(
        ellipse(
            pen.chance.uniform(0, 1200),
            pen.chance.uniform(770, 890),
            pen.chance.uniform(40, 80),
            26,
            pen.chance.choice(("#6BA65A", "#86B86A", "#5B944E")),
            opacity=0.8,
        )
        for _ in range(26)
    )
    palms = "".join(
        pen.place(
            stroke("M0 0C14 -120 8 -220 22 -320", "#7A5A36", 17)
            + "".join(
                move(leaf(pen, 190, 34, c, veins=12), 22, -316, turn=t)
                for t, c in (
                    (-104, "#2C7344"),
                    (-62, "#3C8C55"),
                    (-20, "#4F9A62"),
                    (26, "#3C8C55"),
                    (66, "#2C7344"),
                    (104, "#1F6B41"),
                )
            ),
            x,
            770,
            scale=s,
        )
        for x, s in ((120, 1.1), (1080, 0.9))
    )
    body = (
        sky(pen)
        + hills(pen, 560)
        + tea_rows(pen, 660, 900, "#4F9A62", rows=5)
        + ellipse(600, 800, 760, 110, "#8DBB78")
        + garden
        + palms
        + pen.place(_stilt_house(pen), 600, 790, scale=1.1, shadow=(360, 34))
    )
    return frame(pen, body)
