"""Things that hold goods: pouch, tin, jar, bottle, carton, bowl, tray, basket, sack."""

from demo.illustrations.scene import GOLD, LEAF_DARK, label
from demo.illustrations.svg import (
    Pen,
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


def pouch(pen: Pen, w: float, h: float, colour: str, *, kind: str = "leaf") -> str:
    """Return a stand-up bag with a sealed top and a label."""
    x = w / 2
    body = (
        f"M{num(-x * 0.88)} {num(-h)}L{num(x * 0.88)} {num(-h)}L{num(x * 0.91)} {num(-h * 0.9)}"
        f"C{num(x * 1.02)} {num(-h * 0.62)} {num(x * 1.04)} {num(-h * 0.3)} {num(x * 0.95)} {num(-h * 0.02)}"
        f"Q0 {num(h * 0.04)} {num(-x * 0.95)} {num(-h * 0.02)}"
        f"C{num(-x * 1.04)} {num(-h * 0.3)} {num(-x * 1.02)} {num(-h * 0.62)} {num(-x * 0.91)} {num(-h * 0.9)}Z"
    )
    shine = pen.linear((0, "#FFFFFF", 0.5), (0.7, "#FFFFFF", 0.16), (1, "#FFFFFF", 0.3))
    ribs = "".join(f"M{num(-x * 0.88)} {num(-h * k)}h{num(x * 1.76)}" for k in (0.985, 0.97, 0.955))
    seal = rect(-x, -h, w, h * 0.085, pen.linear((0, "#FFFFFF", 0.3), (1, "#FFFFFF", 0.12)))
    gusset = path(
        f"M{num(-x)} {num(-h * 0.02)}Q0 {num(-h * 0.15)} {num(x)} {num(-h * 0.02)}L{num(x)} {num(h * 0.1)}L{num(-x)} {num(h * 0.1)}Z",
        dark(colour, 0.5),
        opacity=0.3,
    )
    glow = stroke(
        f"M{num(-x * 0.85)} {num(-h * 0.86)}C{num(-x * 0.93)} {num(-h * 0.6)} {num(-x * 0.93)} {num(-h * 0.3)} {num(-x * 0.85)} {num(-h * 0.06)}",
        shine,
        w * 0.036,
    )
    fold = path(
        f"M{num(x * 0.66)} {num(-h * 0.91)}C{num(x * 0.82)} {num(-h * 0.6)} {num(x * 0.8)} {num(-h * 0.3)} {num(x * 0.6)} 0L{num(x)} 0L{num(x)} {num(-h * 0.91)}Z",
        dark(colour, 0.6),
        opacity=0.2,
    )
    inner = seal + stroke(ribs, dark(colour, 0.5), 1.6, opacity=0.25) + gusset + fold + glow
    return (
        path(body, pen.barrel(colour))
        + pen.clip(body, inner)
        + stroke(
            f"M{num(-x * 0.9)} {num(-h * 0.915)}h{num(x * 1.8)}", dark(colour, 0.5), 4, opacity=0.4
        )
        + move(label(pen, w * 0.68, h * 0.52, kind=kind), 0, -h * 0.45)
    )


def tin(pen: Pen, w: float, h: float, colour: str, *, kind: str = "leaf", lid: str = GOLD) -> str:
    """Return a round caddy with a metal lid and a label wrapped round it."""
    x, e = w / 2, w * 0.1
    body = lathe([(x, -h * 0.8)] * 2 + [(x, 0)] * 2, flat=0.2)
    cap = lathe([(x * 1.03, -h + e)] * 2 + [(x * 1.03, -h * 0.78)] * 2, flat=0.2)
    band = lathe([(x * 1.005, -h * 0.045)] * 2 + [(x * 1.005, 0)] * 2, flat=0.2)
    top = pen.linear(
        (0, light(lid, 0.55)), (0.5, light(lid, 0.15)), (1, dark(lid, 0.15)), to=(1, 0.6)
    )
    shine = pen.linear((0, "#FFFFFF", 0), (0.5, "#FFFFFF", 0.45), (1, "#FFFFFF", 0), to=(1, 0))
    return (
        path(body, pen.barrel(colour))
        + path(band, pen.barrel(lid))
        + move(label(pen, w * 0.74, h * 0.5, kind=kind, bow=w * 0.055), 0, -h * 0.41)
        + rect(-x * 0.9, -h * 0.76, x * 0.14, h * 0.76, shine)
        + path(cap, pen.barrel(lid))
        + ellipse(0, -h + e, x * 1.03, x * 0.206, top)
        + ellipse(0, -h + e, x * 0.82, x * 0.15, light(lid, 0.3), opacity=0.6)
        + stroke(
            f"M{num(-x * 1.03)} {num(-h * 0.84)}A{num(x * 1.03)} {num(x * 0.2)} 0 0 0 {num(x * 1.03)} {num(-h * 0.84)}",
            dark(lid, 0.35),
            2.5,
            opacity=0.6,
        )
    )


def jar(
    pen: Pen,
    w: float,
    h: float,
    content: str,
    *,
    lid: str = GOLD,
    kind: str = "hex",
    level: float = 0.86,
    inner: str = "",
) -> str:
    """Return a glass jar with a screw lid; ``inner`` is drawn inside the glass."""
    x = w / 2
    glass = lathe(
        [(x * 0.8, -h * 0.86)] * 2
        + [
            (x * 0.84, -h * 0.82),
            (x, -h * 0.72),
            (x, -h * 0.4),
            (x, -h * 0.07),
            (x * 0.9, 0),
            (x * 0.86, 0),
        ],
        flat=0.12,
    )
    goods = lathe(
        [(x * 0.93, -h * level * 0.9)] * 2
        + [(x * 0.95, -h * 0.5), (x * 0.95, -h * 0.08), (x * 0.84, -h * 0.03)],
        flat=0.12,
    )
    cap = lathe([(x * 0.86, -h * 0.98)] * 2 + [(x * 0.86, -h * 0.85)] * 2, flat=0.15)
    ridges = "".join(
        f"M{num(x * k)} {num(-h * (0.955 - 0.02 * (1 - abs(k))))}v{num(h * 0.085)}"
        for k in (-0.75, -0.6, -0.42, -0.22, 0, 0.22, 0.42, 0.6, 0.75)
    )
    glow = pen.linear(
        (0, light(content, 0.4)),
        (0.3, light(content, 0.15)),
        (0.6, content),
        (1, dark(content, 0.38)),
        to=(1, 0),
    )
    return (
        path(
            glass,
            pen.linear(
                (0, "#FFFFFF", 0.75), (0.5, "#E8EFEA", 0.55), (1, "#B9C4BC", 0.75), to=(1, 0)
            ),
            stroke="#FFFFFF",
            width=2,
        )
        + path(goods, glow)
        + pen.clip(
            goods,
            inner
            + ellipse(0, -h * level * 0.9, x * 0.93, x * 0.12, light(content, 0.35), opacity=0.7),
        )
        + move(label(pen, w * 0.7, h * 0.42, kind=kind, bow=w * 0.03), 0, -h * 0.36)
        + stroke(
            f"M{num(-x * 0.88)} {num(-h * 0.66)}C{num(-x * 0.92)} {num(-h * 0.5)} {num(-x * 0.92)} {num(-h * 0.25)} {num(-x * 0.88)} {num(-h * 0.1)}",
            "#FFFFFF",
            w * 0.04,
            opacity=0.6,
        )
        + stroke(
            f"M{num(x * 0.9)} {num(-h * 0.6)}V{num(-h * 0.2)}", "#FFFFFF", w * 0.014, opacity=0.35
        )
        + path(cap, pen.barrel(lid))
        + stroke(ridges, dark(lid, 0.4), 2.5, opacity=0.4)
        + ellipse(
            0,
            -h * 0.98,
            x * 0.86,
            x * 0.13,
            pen.linear((0, light(lid, 0.55)), (1, light(lid, 0.05)), to=(1, 0.5)),
        )
    )


def bottle(
    pen: Pen,
    w: float,
    h: float,
    content: str,
    *,
    lid: str = GOLD,
    kind: str = "leaf",
    neck: float = 0.3,
    shoulder: float = 0.62,
) -> str:
    """Return a bottle; ``neck`` is its share of the width, ``shoulder`` of the height."""
    x = w / 2
    body = lathe(
        [(x * neck, -h * 0.93)] * 2
        + [
            (x * neck, -h * (shoulder + 0.16)),
            (x * 0.72, -h * (shoulder + 0.07)),
            (x, -h * shoulder * 0.92),
            (x, -h * 0.3),
            (x, -h * 0.05),
            (x * 0.9, 0),
            (x * 0.88, 0),
        ],
        flat=0.12,
    )
    cap = lathe([(x * neck * 1.22, -h)] * 2 + [(x * neck * 1.22, -h * 0.9)] * 2, flat=0.2)
    fill = pen.linear(
        (0, dark(content, 0.1)),
        (0.16, light(content, 0.42)),
        (0.42, content),
        (0.8, dark(content, 0.3)),
        (1, dark(content, 0.45)),
        to=(1, 0),
    )
    air = pen.linear((0, "#FFFFFF", 0.55), (1, "#FFFFFF", 0.0))
    return (
        path(body, fill, stroke=light(content, 0.4), width=1.5)
        + pen.clip(body, rect(-x, -h, w, h * 0.24, air))
        + move(label(pen, w * 0.78, h * 0.36, kind=kind, bow=w * 0.035), 0, -h * 0.29)
        + stroke(
            f"M{num(-x * 0.84)} {num(-h * shoulder * 0.86)}V{num(-h * 0.08)}",
            "#FFFFFF",
            w * 0.045,
            opacity=0.5,
        )
        + stroke(
            f"M{num(-x * neck * 0.55)} {num(-h * 0.88)}V{num(-h * (shoulder + 0.18))}",
            "#FFFFFF",
            w * 0.035,
            opacity=0.5,
        )
        + path(cap, pen.barrel(lid))
        + ellipse(0, -h, x * neck * 1.22, x * neck * 0.24, light(lid, 0.4))
    )


def carton(
    pen: Pen, w: float, h: float, colour: str, *, kind: str = "leaf", depth: float = 0.3
) -> str:
    """Return a box seen a little from the right and above, (0, 0) mid foot."""
    x, side, rise = w / 2, w * depth, h * 0.11
    left, right = -x - side / 2, x - side / 2
    front = f"M{num(left)} {num(-h)}H{num(right)}V0H{num(left)}Z"
    flank = f"M{num(right)} {num(-h)}l{num(side)} {num(-rise)}V{num(-rise)}L{num(right)} 0Z"
    top = f"M{num(left)} {num(-h)}l{num(side)} {num(-rise)}H{num(right + side)}L{num(right)} {num(-h)}Z"
    shade = pen.linear((0, light(colour, 0.16)), (0.6, colour), (1, dark(colour, 0.12)), to=(1, 1))
    band = f"M{num(left)} {num(-h * 0.13)}H{num(right)}l{num(side)} {num(-rise)}"
    return (
        path(front, shade)
        + path(flank, pen.linear((0, dark(colour, 0.3)), (1, dark(colour, 0.46)), to=(1, 0)))
        + path(top, pen.linear((0, light(colour, 0.42)), (1, light(colour, 0.2)), to=(1, 0)))
        + stroke(band, GOLD, h * 0.022, opacity=0.85)
        + stroke(
            f"M{num(left)} {num(-h * 0.94)}H{num(right)}l{num(side)} {num(-rise)}",
            GOLD,
            h * 0.012,
            opacity=0.7,
        )
        + move(label(pen, w * 0.66, h * 0.66, kind=kind, ink=LEAF_DARK), -side / 2, -h * 0.53)
        + stroke(f"M{num(right)} {num(-h)}V0", light(colour, 0.4), 2, opacity=0.5)
    )
