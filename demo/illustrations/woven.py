"""Open things that hold goods: bowl, basket, tray, sack, earthen pot."""

from demo.illustrations.scene import label
from demo.illustrations.svg import (
    Pen,
    dark,
    ellipse,
    lathe,
    light,
    mix,
    move,
    num,
    path,
    rect,
    smooth,
    stroke,
)


def bowl(pen: Pen, w: float, h: float, colour: str, content: str = "") -> str:
    """Return a glazed bowl with its content rising over the rim."""
    x = w / 2
    body = lathe(
        [(x, -h)] * 2
        + [(x * 0.95, -h * 0.6), (x * 0.7, -h * 0.18), (x * 0.48, -h * 0.06), (x * 0.46, 0)],
        flat=0.16,
    )
    band = f"M{num(-x * 0.96)} {num(-h * 0.66)}Q0 {num(-h * 0.22)} {num(x * 0.96)} {num(-h * 0.66)}"
    front = f"M{num(-x)} {num(-h)}A{num(x)} {num(x * 0.16)} 0 0 0 {num(x)} {num(-h)}L{num(x)} {num(h)}H{num(-x)}Z"
    return (
        ellipse(0, -h, x, x * 0.16, dark(colour, 0.28))
        + move(content, 0, -h + x * 0.06)
        + pen.clip(
            front,
            path(body, pen.barrel(colour))
            + stroke(band, "#5C86A8" if colour > "#C" else light(colour, 0.5), 6, opacity=0.7),
        )
        + stroke(
            f"M{num(-x)} {num(-h)}A{num(x)} {num(x * 0.16)} 0 0 0 {num(x)} {num(-h)}",
            light(colour, 0.6),
            6,
        )
    )


def weave(x: float, y: float, w: float, h: float, colour: str, *, step: float = 26) -> str:
    """Return a basket weave filling a box, to be clipped."""
    out = [rect(x, y, w, h, dark(colour, 0.38))]
    tall, row = step * 0.62, 0
    top = y
    while top < y + h:
        left = x - (step if row % 2 else 0)
        while left < x + w:
            tone = light(colour, 0.12) if row % 2 else colour
            out.append(rect(left + 1.5, top + 1.2, step * 2 - 5, tall - 1.6, tone, r=tall * 0.42))
            left += step * 2
        top += tall
        row += 1
    return "".join(out)


def _barrel_veil(pen: Pen) -> str:
    return pen.linear(
        (0, "#2A1708", 0.22),
        (0.22, "#FFFFFF", 0.2),
        (0.5, "#FFFFFF", 0),
        (1, "#2A1708", 0.5),
        to=(1, 0),
    )


def basket(
    pen: Pen, w: float, h: float, colour: str = "#C58F4A", content: str = "", *, foot: float = 0.72
) -> str:
    """Return a woven basket with goods heaped above its rim."""
    x = w / 2
    body = lathe(
        [(x, -h)] * 2 + [(x * (foot + 0.2), -h * 0.45), (x * foot, 0), (x * foot, 0)], flat=0.16
    )
    rim = f"M{num(-x)} {num(-h)}A{num(x)} {num(x * 0.17)} 0 0 0 {num(x)} {num(-h)}"
    front = f"{rim}L{num(x)} {num(h)}H{num(-x)}Z"
    inner = weave(-x, -h - x * 0.2, w, h + x * 0.5, colour) + rect(
        -x, -h - x * 0.2, w, h + x * 0.5, _barrel_veil(pen)
    )
    return (
        ellipse(0, -h, x, x * 0.17, dark(colour, 0.55))
        + stroke(
            f"M{num(-x)} {num(-h)}A{num(x)} {num(x * 0.17)} 0 0 1 {num(x)} {num(-h)}",
            dark(colour, 0.2),
            12,
        )
        + move(content, 0, -h + x * 0.07)
        + pen.clip(front, pen.clip(body, inner))
        + stroke(rim, dark(colour, 0.12), 20)
        + stroke(rim, light(colour, 0.3), 9)
        + "".join(
            stroke(
                f"M{num(x * k)} {num(-h + x * 0.17 * (1 - k * k) ** 0.5 - 9)}l8 19",
                dark(colour, 0.4),
                4,
                opacity=0.6,
            )
            for k in (-0.9, -0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7, 0.9)
        )
    )


def tray(pen: Pen, w: float, colour: str = "#D2A05A", *, tilt: float = 0.27) -> str:
    """Return a round winnowing tray seen from above, (0, 0) at its front edge."""
    x, y = w / 2, w / 2 * tilt
    ring = f"M{num(-x)} {num(-y)}a{num(x)} {num(y)} 0 1 0 {num(w)} 0a{num(x)} {num(y)} 0 1 0 {num(-w)} 0Z"
    inner = f"M{num(-x * 0.92)} {num(-y)}a{num(x * 0.92)} {num(y * 0.88)} 0 1 0 {num(w * 0.92)} 0a{num(x * 0.92)} {num(y * 0.88)} 0 1 0 {num(-w * 0.92)} 0Z"
    mesh = weave(-x, -2 * y, w, 2 * y, mix(colour, "#F3DDAE", 0.45), step=18)
    veil = pen.radial(
        (0, "#FFFFFF", 0.35), (0.6, "#FFFFFF", 0.1), (1, "#5B3510", 0.38), at=(0.4, 0.35), r=0.7
    )
    return (
        move(path(ring, dark(colour, 0.42)), 0, w * 0.028)
        + path(
            ring,
            pen.linear((0, light(colour, 0.35)), (0.6, colour), (1, dark(colour, 0.25)), to=(1, 1)),
        )
        + pen.clip(inner, mesh)
        + path(inner, veil, stroke=dark(colour, 0.3), width=3)
    )


def sack(pen: Pen, w: float, h: float, colour: str, content: str, *, kind: str = "grain") -> str:
    """Return an open cloth sack with a rolled rim and a stitched label."""
    x = w / 2
    body = smooth(
        [
            (-x * 0.82, -h),
            (-x * 0.95, -h * 0.7),
            (-x * 1.05, -h * 0.3),
            (-x * 0.95, -h * 0.03),
            (-x * 0.6, h * 0.03),
            (0, h * 0.05),
            (x * 0.6, h * 0.03),
            (x * 0.95, -h * 0.03),
            (x * 1.05, -h * 0.3),
            (x * 0.95, -h * 0.7),
            (x * 0.82, -h),
            (0, -h * 0.93),
        ]
    )
    roll = f"M{num(-x * 0.84)} {num(-h)}C{num(-x * 0.6)} {num(-h * 0.86)} {num(x * 0.6)} {num(-h * 0.86)} {num(x * 0.84)} {num(-h)}"
    crease = "".join(
        f"M{num(x * a)} {num(-h * 0.84)}C{num(x * b)} {num(-h * 0.7)} {num(x * b)} {num(-h * 0.5)} {num(x * c)} {num(-h * 0.36)}"
        for a, b, c in (
            (-0.7, -0.62, -0.84),
            (0.72, 0.62, 0.86),
            (-0.4, -0.46, -0.4),
            (0.42, 0.5, 0.46),
        )
    )
    hem = "".join(
        f"M{num(x * a)} {num(-h * 0.1)}q{num(x * 0.06)} {num(h * 0.08)} {num(x * 0.02)} {num(h * 0.12)}"
        for a in (-0.7, -0.3, 0.25, 0.66)
    )
    return (
        ellipse(0, -h, x * 0.84, x * 0.2, dark(colour, 0.4))
        + move(content, 0, -h + x * 0.08)
        + path(body, pen.barrel(colour))
        + stroke(crease + hem, dark(colour, 0.35), 5, opacity=0.35)
        + stroke(roll, dark(colour, 0.22), h * 0.13)
        + stroke(roll, light(colour, 0.22), h * 0.095)
        + move(label(pen, w * 0.5, h * 0.5, kind=kind), 0, -h * 0.4)
    )


def lidded_pot(pen: Pen, w: float, h: float, colour: str, *, lid: str) -> str:
    """Return a round earthen jar with a cloth-tied lid."""
    x = w / 2
    body = lathe(
        [(x * 0.56, -h * 0.86)] * 2
        + [
            (x * 0.66, -h * 0.8),
            (x * 0.96, -h * 0.6),
            (x, -h * 0.4),
            (x * 0.8, -h * 0.12),
            (x * 0.56, 0),
            (x * 0.54, 0),
        ],
        flat=0.15,
    )
    cloth = smooth(
        [
            (-x * 0.6, -h * 0.9),
            (-x * 0.3, -h * 1.0),
            (x * 0.3, -h * 1.0),
            (x * 0.6, -h * 0.9),
            (x * 0.68, -h * 0.78),
            (x * 0.3, -h * 0.73),
            (0, -h * 0.76),
            (-x * 0.3, -h * 0.73),
            (-x * 0.68, -h * 0.78),
        ]
    )
    return (
        path(body, pen.ball(colour))
        + stroke(
            f"M{num(-x * 0.7)} {num(-h * 0.62)}C{num(-x * 0.86)} {num(-h * 0.5)} {num(-x * 0.86)} {num(-h * 0.36)} {num(-x * 0.74)} {num(-h * 0.24)}",
            "#FFFFFF",
            w * 0.035,
            opacity=0.35,
        )
        + path(cloth, pen.barrel(lid))
        + stroke(
            f"M{num(-x * 0.58)} {num(-h * 0.84)}Q0 {num(-h * 0.78)} {num(x * 0.58)} {num(-h * 0.84)}",
            "#E8D3A2",
            7,
        )
        + move(label(pen, w * 0.44, h * 0.4, kind="grain", bow=w * 0.015), 0, -h * 0.37)
    )
