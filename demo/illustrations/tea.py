"""Pictures of tea: packs, leaves, bags, yellow flower tea, the roasting pan."""

from demo.illustrations import vessels, woven
from demo.illustrations.scene import (
    FOOT_Y,
    GOLD,
    KRAFT,
    LEAF,
    cup,
    emblem,
    heap,
    leaf,
    sprig,
    steam,
)
from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    lathe,
    light,
    move,
    num,
    path,
    rect,
    stroke,
)

DRY = ("#1D3327", "#27463A", "#3A5E4B", "#4B7058", "#16261D")


def dry_tea(pen: Pen, half: float = 130, high: float = 66) -> str:
    return heap(pen, half, high, DRY, size=half * 0.13 + 4, count=130)


def _props(pen: Pen, left: float = 250, right: float = 890) -> str:
    out = ""
    if pen.props != 2:
        out += pen.place(cup(pen), left, FOOT_Y + 12, shadow=(90, 20))
    else:
        out += pen.place(sprig(pen), left, FOOT_Y + 6, scale=0.85, turn=-8)
    if pen.props != 1:
        out += pen.place(sprig(pen), right - 10, FOOT_Y - 28, scale=1.1)
    out += pen.place(dry_tea(pen), right, FOOT_Y + 14, shadow=(140, 24))
    return out


def tea_pouch(pen: Pen) -> str:
    pack = vessels.pouch(
        pen, 350, 560, pen.pick(LEAF, "#2F6B4F", KRAFT, "#7A3B22", "#23566B", "#5B6B2A", "#8C2F27")
    )
    return pen.place(pack, 545, FOOT_Y, shadow=(190, 28)) + _props(pen)


def tea_pouch_pair(pen: Pen) -> str:
    pairs = (
        (KRAFT, LEAF),
        (LEAF, "#9A7B3E"),
        ("#8C3A24", KRAFT),
        ("#23566B", LEAF),
        ("#4B6B33", "#C9A565"),
        (LEAF, "#7A2E5C"),
    )
    back, front = pairs[pen.variant % 6]
    return (
        pen.place(vessels.pouch(pen, 300, 540, back), 440, FOOT_Y - 22, shadow=(165, 26))
        + pen.place(vessels.pouch(pen, 300, 500, front), 700, FOOT_Y + 6, shadow=(165, 26))
        + pen.place(sprig(pen), 930, FOOT_Y - 16, scale=0.95)
        + pen.place(dry_tea(pen, 105, 52), 945, FOOT_Y + 20, shadow=(115, 20))
        + (pen.place(cup(pen), 200, FOOT_Y + 14, scale=0.9, shadow=(90, 20)) if pen.props else "")
    )


def tea_tin(pen: Pen) -> str:
    colour = pen.pick(LEAF, "#8C2F27", "#23566B", "#3E7A45", "#6B3A1E", "#7A2E5C")
    lid = GOLD if pen.variant % 3 != 2 else "#C7CCC6"
    big = pen.place(
        vessels.tin(pen, 310, 500, colour, lid=lid),
        530 if pen.props else 570,
        FOOT_Y,
        shadow=(175, 34),
    )
    if pen.props:
        big += pen.place(
            vessels.tin(pen, 210, 340, colour, lid=lid), 800, FOOT_Y + 10, shadow=(120, 26)
        )
        return (
            big
            + pen.place(dry_tea(pen, 100, 50), 255, FOOT_Y + 20, shadow=(112, 20))
            + pen.place(leaf(pen, 150, 46), 985, FOOT_Y + 24, turn=66, shadow=(40, 12))
        )
    return big + _props(pen, 265, 880)


def tea_leaves_bowl(pen: Pen) -> str:
    glaze = pen.pick("#EFEDE4", "#7A4A2C", "#46665A", "#31576E", "#E8D9BE", "#5B4A3A")
    fresh = pen.variant % 3 == 1
    if fresh:
        bits = "".join(
            move(
                leaf(pen, 120, 34, pen.chance.choice(("#3C8C55", "#2C7344", "#58A86A"))),
                pen.chance.uniform(-170, 170),
                pen.chance.uniform(-55, 4),
                turn=pen.chance.uniform(-75, 75),
            )
            for _ in range(34)
        )
    else:
        bits = heap(pen, 235, 130, DRY, size=30, count=230)
    return (
        pen.place(woven.bowl(pen, 540, 250, glaze, bits), 570, FOOT_Y + 10, shadow=(210, 36))
        + pen.place(sprig(pen), 920, FOOT_Y + 4, scale=1.05, turn=8)
        + (
            pen.place(cup(pen), 230, FOOT_Y + 24, shadow=(90, 20))
            if pen.props
            else pen.place(dry_tea(pen, 80, 36), 235, FOOT_Y + 26, shadow=(90, 16))
        )
    )


def tea_bags_box(pen: Pen) -> str:
    box = vessels.carton(
        pen, 430, 400, pen.pick(LEAF, "#23566B", "#7A5A1E", "#8C2F27", "#2C6E6A", "#5B3A5E")
    )
    bag = (
        path(
            "M-58 -120L-30 -150H30L58 -120V0H-58Z",
            pen.fade("#FFFDF6", "#E6DDC6"),
            stroke="#CDBf9A".upper(),
            width=2,
        )
        + path("M-46 -14V-66C-20 -84 20 -60 46 -76V-14Z", "#7E8F5A", opacity=0.55)
        + stroke("M0 -146C30 -220 90 -190 96 -240", "#8A8F84", 3)
        + move(
            rect(-26, -28, 52, 52, LEAF, r=6) + move(emblem(pen, "leaf", 16, "#FCF6E8"), 0, -2),
            98,
            -262,
            turn=8,
        )
    )
    return (
        pen.place(box, 540, FOOT_Y, shadow=(320, 26))
        + pen.place(bag, 890, FOOT_Y + 16, shadow=(66, 14))
        + pen.place(cup(pen), 215, FOOT_Y + 20, scale=1.05, shadow=(90, 20))
        + (pen.place(leaf(pen, 140, 44), 1010, FOOT_Y + 26, turn=58) if pen.props else "")
    )


def yellow_flower(pen: Pen, r: float = 150) -> str:
    petals = ""
    for ring, (count, size, tone) in enumerate(((8, 1, "#EDB52B"), (6, 0.72, "#F6CB4E"))):
        for i in range(count):
            petal = f"M0 0C{num(-r * 0.5 * size)} {num(-r * 0.4 * size)} {num(-r * 0.46 * size)} {num(-r * size)} 0 {num(-r * 1.02 * size)}C{num(r * 0.46 * size)} {num(-r * size)} {num(r * 0.5 * size)} {num(-r * 0.4 * size)} 0 0Z"
            fill = pen.linear((0, light(tone, 0.35)), (1, dark(tone, 0.14)))
            petals += move(
                path(petal, fill, stroke=dark(tone, 0.18), width=1.5),
                turn=i * 360 / count + ring * 26,
            )
    stamens = "".join(
        move(
            stroke(f"M0 0V{num(-r * 0.3)}", "#D98A12", 4) + circle(0, -r * 0.3, 6, "#B9650E"),
            turn=i * 24,
        )
        for i in range(15)
    )
    return petals + stamens + circle(0, 0, r * 0.13, "#E08A1A")


def yellow_flower_tea(pen: Pen) -> str:
    leaves = "".join(
        move(leaf(pen, 240, 66, tone), *spot, turn=turn)
        for spot, turn, tone in (
            ((-60, -40), -78, "#1F6B41"),
            ((20, -80), 26, "#2C7D4C"),
            ((-40, 60), -130, "#2C7D4C"),
            ((60, 40), 118, "#1F6B41"),
        )
    )
    pack = vessels.jar(
        pen,
        270,
        420,
        "#E7B83F",
        lid=pen.pick(GOLD, "#D8D2C2", LEAF, "#8C2F27", "#B98A3E", "#23566B"),
        kind="sun",
        inner=_dried_flowers(pen),
    )
    return (
        pen.place(leaves + yellow_flower(pen), 400, 480)
        + pen.place(pack, 790, FOOT_Y, shadow=(150, 28))
        + pen.place(
            move(yellow_flower(pen, 62), 0, -34),
            540 if pen.props else 230,
            FOOT_Y + 8,
            shadow=(60, 14),
        )
        + (
            pen.place(cup(pen, "#E3B23A"), 1010, FOOT_Y + 20, scale=0.9, shadow=(90, 20))
            if pen.props
            else ""
        )
    )


def _dried_flowers(pen: Pen) -> str:
    return "".join(
        move(
            yellow_flower(pen, 34),
            pen.chance.uniform(-110, 110),
            pen.chance.uniform(-310, -10),
            turn=pen.chance.uniform(0, 90),
        )
        for _ in range(26)
    )


def tea_wok(pen: Pen) -> str:
    brick = pen.pick("#8A4A2E", "#9A5B3A", "#7A4030", "#8A5A3E", "#6E4A3A", "#94503A")
    wall = rect(-300, -230, 600, 230, dark(brick, 0.35))
    for row in range(5):
        for col in range(-1, 6):
            wall += rect(
                -298 + col * 104 + (52 if row % 2 else 0),
                -228 + row * 46,
                99,
                41,
                light(brick, pen.chance.uniform(0, 0.14)),
                r=5,
            )
    frame_d = "M-300 -230H300V0H-300Z"
    veil = pen.linear((0, "#FFFFFF", 0.16), (0.4, "#FFFFFF", 0), (1, "#1A0C04", 0.5), to=(1, 0))
    mouth = (
        path("M-90 0V-90C-90 -150 90 -150 90 -90V0Z", "#1E0F08")
        + path(
            "M-60 0C-70 -50 -24 -60 -30 -110C10 -84 14 -60 22 -88C60 -50 62 -20 50 0Z",
            pen.linear((0, "#F7C948"), (1, "#D9541E")),
        )
        + path("M-26 0C-34 -30 -4 -40 0 -66C20 -40 28 -20 22 0Z", "#FFE79A")
    )
    wok = (
        path(lathe([(340, -262)] * 2 + [(300, -232), (250, -216)], flat=0.2), pen.barrel("#4A4E4C"))
        + ellipse(0, -262, 340, 68, "#5A5F5C")
        + ellipse(0, -258, 318, 58, "#262B29")
    )
    bits = heap(pen, 250, 52, ("#2F6B45", "#3F8557", "#1F4A32", "#58A06D"), size=28, count=170)
    paddle = stroke("M150 -290L400 -450", "#B7864A", 24) + stroke(
        "M150 -296L396 -455", "#D6AC6E", 8
    )
    return pen.place(
        pen.clip(frame_d, wall)
        + path(frame_d, veil)
        + mouth
        + wok
        + move(bits, 0, -236)
        + paddle
        + steam(-150, -350)
        + steam(10, -370),
        600,
        FOOT_Y + 30,
        scale=1.0,
        shadow=(330, 30),
    )
