"""Producer portraits and scenes, 3:2."""

from demo.illustrations import woven
from demo.illustrations.animals import HENS, hen_shape
from demo.illustrations.honey import comb
from demo.illustrations.landscape import hills, meadow, sky, tea_rows, terraces
from demo.illustrations.portrait import SKINS, bust, worker
from demo.illustrations.scene import frame, leaf
from demo.illustrations.svg import (
    Pen,
    ellipse,
    light,
    move,
    rect,
    stroke,
)

SHIRTS = ("#7A2E5C", "#1F4E6B", "#9C2F1B", "#1B5A38", "#8A4B0F", "#4A5A7A")


def _backdrop(pen: Pen, kind: str = "tea") -> str:
    ground = {
        "tea": lambda: tea_rows(pen, 470, 800),
        "rice": lambda: terraces(pen, 450, gold=pen.variant % 2 == 0),
        "yard": lambda: meadow(pen, 500),
    }[kind]
    return sky(pen) + hills(pen, 460) + ground()


def _shirt(pen: Pen, step: int = 0) -> str:
    return SHIRTS[(pen.variant + step) % len(SHIRTS)]


def woman_tea_hills(pen: Pen) -> str:
    crowd = pen.place(worker(pen, _shirt(pen, 1)), 250, 610, scale=0.8) + pen.place(
        worker(pen, _shirt(pen, 2)), 430, 560, scale=0.55
    )
    return _backdrop(pen) + crowd + pen.place(bust(pen, shirt=_shirt(pen)), 800, 800, scale=1.06)


def man_basket(pen: Pen) -> str:
    greens = "".join(
        move(
            leaf(pen, 150, 44, pen.chance.choice(("#3C8C55", "#58A86A", "#2C7344"))),
            x,
            10,
            turn=x * 0.3,
        )
        for x in range(-140, 150, 24)
    )
    return (
        _backdrop(pen)
        + pen.place(
            bust(pen, shirt=_shirt(pen, 1), man=True, hat="cap" if pen.props else "cone"),
            720,
            800,
            scale=1.04,
        )
        + pen.place(woven.basket(pen, 400, 220, content=greens), 330, 800, scale=1.1)
    )


def older_woman(pen: Pen) -> str:
    return _backdrop(pen, "rice") + pen.place(
        bust(pen, shirt=_shirt(pen, 4), old=True, hat="scarf" if pen.props != 1 else "cone"),
        620,
        800,
        scale=1.14,
    )


def cooperative_team(pen: Pen) -> str:
    left = pen.place(
        bust(pen, shirt=_shirt(pen, 1), skin=SKINS[1], hat="cap", man=True), 300, 800, scale=0.84
    )
    right = pen.place(
        bust(pen, shirt=_shirt(pen, 3), skin=SKINS[2], hat="scarf"), 930, 800, scale=0.84
    )
    return (
        _backdrop(pen, "rice" if pen.props == 2 else "tea")
        + left
        + right
        + pen.place(bust(pen, shirt=_shirt(pen)), 615, 800, scale=0.96)
    )


def beekeeper(pen: Pen) -> str:
    hive = "".join(
        rect(-110, -86 * (i + 1), 220, 82, pen.barrel(c), r=6)
        + rect(-34, -86 * (i + 1) + 34, 68, 12, "#4A2F1A", r=6)
        for i, c in enumerate(("#E3B04A", "#EAD9B0", "#7FA8B8"))
    ) + rect(-126, -280, 252, 24, pen.barrel("#8E9A94"), r=6)
    bee = (
        ellipse(0, 0, 17, 11, "#F2B632")
        + stroke("M-5 -9v18M5 -10v20", "#2A1E14", 5)
        + ellipse(-4, -14, 9, 12, "#FFFFFF", opacity=0.75)
        + ellipse(8, -14, 9, 12, "#FFFFFF", opacity=0.75)
    )
    bees = "".join(
        pen.place(move(bee, turn=t), x, y)
        for x, y, t in (
            (420, 300, 12),
            (520, 220, -18),
            (330, 210, 24),
            (470, 400, 0),
            (1040, 250, -10),
        )
    )
    board = move(
        rect(-150, -210, 300, 216, "#A9743A", r=8)
        + rect(-132, -192, 264, 180, "#F7E0A0")
        + move(comb(pen), 0, -4),
        0,
        0,
    )
    return (
        _backdrop(pen, "yard")
        + pen.place(hive, 200, 690, shadow=(130, 22))
        + pen.place(hive, 430, 640, scale=0.6, shadow=(130, 22))
        + pen.place(bust(pen, shirt="#E9E2CE" if pen.props else _shirt(pen, 2), man=True), 790, 800)
        + pen.place(board, 520, 800)
        + bees
    )


def hen_yard(pen: Pen) -> str:
    flock = "".join(
        pen.place(hen_shape(pen, *HENS[(pen.variant + i) % 6]), x, y, scale=s, shadow=(150, 24))
        for i, (x, y, s) in enumerate(((140, 640, 0.4), (360, 700, 0.6), (540, 610, 0.36)))
    )
    fence = (
        "".join(rect(x, 470, 18, 120, pen.barrel("#B98A50"), r=6) for x in range(0, 1210, 74))
        + rect(0, 500, 1200, 14, "#A9743A")
        + rect(0, 550, 1200, 14, "#94632F")
    )
    return (
        _backdrop(pen, "yard")
        + fence
        + flock
        + pen.place(bust(pen, shirt=_shirt(pen, 5), man=pen.props == 1), 860, 800)
    )


def vermicelli_racks(pen: Pen) -> str:
    racks = ""
    for y, s in ((500, 0.55), (600, 0.8), (740, 1.15)):
        for x in range(0, 1300, int(330 * s)):
            threads = "".join(
                stroke(
                    f"M{-130 + i * 7} -150q{pen.chance.uniform(-6, 6):.0f} 70 0 {pen.chance.uniform(120, 140):.0f}",
                    light("#D6CFBE", pen.chance.uniform(0, 0.7)),
                    5,
                )
                for i in range(38)
            )
            racks += move(
                stroke("M-150 20V-160M150 20V-160", "#7A5A36", 13)
                + stroke("M-160 -152H160", "#A9803F", 15)
                + threads,
                x,
                y,
                scale=s,
            )
    return (
        _backdrop(pen, "yard")
        + racks
        + pen.place(
            bust(
                pen, shirt=_shirt(pen, 2), old=pen.props == 2, hat="cone" if pen.props else "scarf"
            ),
            780,
            800,
            scale=1.02,
        )
    )


def rice_terrace(pen: Pen) -> str:
    crowd = "".join(
        pen.place(worker(pen, _shirt(pen, i)), x, y, scale=s)
        for i, (x, y, s) in enumerate(
            ((220, 640, 0.9), (420, 580, 0.62), (900, 560, 0.55), (700, 720, 1.15))
        )
    )
    return _backdrop(pen, "rice") + crowd


def scene(pen: Pen, body: str) -> str:
    return frame(pen, body)
