"""Pictures of honey: jar and bottle with dipper, comb and blossom."""

from demo.illustrations import vessels
from demo.illustrations.scene import FOOT_Y, GOLD, LEAF
from demo.illustrations.svg import Pen, circle, dark, ellipse, light, move, num, path, stroke


def comb(pen: Pen) -> str:
    """Return a piece of honeycomb, about 230 wide."""
    out = ""
    for row, count in enumerate((3, 4, 3)):
        for col in range(count):
            x, y = (col - (count - 1) / 2) * 58, -34 - row * 50
            points = [(0, -33), (29, -16.5), (29, 16.5), (0, 33), (-29, 16.5), (-29, -16.5)]
            cell = "M" + "L".join(f"{num(x + a)} {num(y + b)}" for a, b in points) + "Z"
            out += path(
                cell,
                pen.linear((0, "#F9D36B"), (0.5, "#E9A820"), (1, "#C77D0E"), to=(1, 1)),
                stroke="#FBE3A0",
                width=6,
            )
            out += stroke(f"M{num(x - 14)} {num(y - 8)}q6 -10 16 -11", "#FFF6D8", 4, opacity=0.8)
    return out


def dipper(pen: Pen) -> str:
    wood = pen.linear((0, "#D9A867"), (1, "#8E5A26"), to=(1, 0))
    head = "".join(ellipse(0, -16 - i * 17, 34 - abs(i - 2) * 5, 10, wood) for i in range(5))
    return (
        stroke("M0 -90V-330", "#A86F35", 15)
        + stroke("M-4 -90V-330", "#D9A867", 5)
        + head
        + path("M-26 -22C-30 10 -8 26 0 34C8 26 30 10 26 -22Z", "#E9A820", opacity=0.85)
    )


def blossom(pen: Pen, petal: str = "#FFFFFF", heart: str = "#F2B632") -> str:
    fill = pen.linear((0, petal), (1, dark(petal, 0.1)))
    petals = "".join(move(ellipse(0, -36, 17, 31, fill), turn=i * 51.4) for i in range(7))
    return petals + circle(0, 0, 19, pen.ball(heart))


def _props(pen: Pen, left: float, right: float) -> str:
    petal, heart = (("#FFFFFF", "#F2B632"), ("#F4B9C6", "#C77D0E"), ("#F7E29A", "#B9650E"))[
        pen.props
    ]
    flowers = move(blossom(pen, petal, heart), 0, -40) + move(
        blossom(pen, petal, heart), 74, -14, scale=0.72
    )
    return (
        pen.place(comb(pen), right, FOOT_Y + 16, shadow=(130, 20))
        + pen.place(flowers, left, FOOT_Y + 20, shadow=(70, 14))
        + (pen.place(dipper(pen), left + 10, FOOT_Y - 96, turn=-16) if pen.variant % 3 != 2 else "")
    )


def _honey(pen: Pen) -> str:
    return pen.pick("#E79A16", "#B8690F", "#F0B93A", "#9A4E10", "#D9A441", "#C97F12")


def honey_jar(pen: Pen) -> str:
    pot = vessels.jar(
        pen, 380, 500, _honey(pen), lid=pen.pick(GOLD, "#8C2F27", LEAF, "#D9CDB2", GOLD, "#3B3F3C")
    )
    return pen.place(pot, 570, FOOT_Y, shadow=(200, 34)) + _props(pen, 240, 925)


def honey_bottle(pen: Pen) -> str:
    lid = pen.pick(LEAF, "#3B3F3C", "#8C2F27", GOLD, "#D9CDB2", LEAF)
    flask = vessels.bottle(
        pen, 280, 580, _honey(pen), lid=lid, kind="hex", neck=0.38, shoulder=0.66
    )
    small = vessels.bottle(
        pen, 200, 400, light(_honey(pen), 0.12), lid=lid, kind="hex", neck=0.38, shoulder=0.66
    )
    extra = pen.place(small, 770, FOOT_Y + 8, shadow=(110, 22)) if pen.props == 1 else ""
    return pen.place(flask, 540, FOOT_Y, shadow=(150, 30)) + extra + _props(pen, 255, 930)
