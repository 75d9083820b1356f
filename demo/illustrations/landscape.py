"""Sky, hills, tea rows and terraces behind houses and people."""

from demo.illustrations.svg import Pen, circle, ellipse, light, mix, num, path, rect, smooth, stroke


def sky(pen: Pen) -> str:
    """Return a morning sky with a low sun; the variant sets the hour."""
    top, low, sun = (
        ("#CFE3EC", "#F4F1E2", "#FBD98A"),
        ("#DCE9E4", "#FBEFD8", "#F9C97A"),
        ("#C9DDEB", "#E9F1EC", "#FCE6AE"),
        ("#E9DDD6", "#FBEBD2", "#F7BC74"),
        ("#D3E2EE", "#F1EEF2", "#FBE0A6"),
        ("#D9E8D9", "#F7F3DC", "#FAD486"),
    )[pen.variant % 6]
    x = pen.width * (0.24 if pen.mirrored else 0.74)
    glow = pen.radial((0, sun, 0.85), (0.4, sun, 0.4), (1, sun, 0))
    return (
        rect(0, 0, pen.width, pen.height, pen.fade(top, low))
        + circle(x, 190, 230, glow)
        + circle(x, 190, 74, sun)
    )


def _ridge(pen: Pen, y: float, swing: float, steps: int) -> str:
    points = [
        (pen.width * (i - 0.5) / (steps - 1), y + pen.chance.uniform(-swing, swing * 0.5))
        for i in range(steps + 1)
    ]
    line = smooth(points, closed=False)
    return f"{line}L{pen.width + 400} {pen.height}L-400 {pen.height}Z"


def hills(pen: Pen, y: float) -> str:
    out = ""
    for i, (lift, swing, tone) in enumerate(
        ((170, 130, "#A9C3CC"), (90, 80, "#9DC0B4"), (20, 50, "#7FB08E"))
    ):
        out += path(_ridge(pen, y - lift, swing, 5 + i), pen.fade(tone, light(tone, 0.5)))
    return out + rect(
        0,
        y - 70,
        pen.width,
        150,
        pen.linear((0, "#FFFFFF", 0), (0.5, "#FFFFFF", 0.42), (1, "#FFFFFF", 0)),
    )


def tea_rows(pen: Pen, top: float, foot: float, tone: str = "#3C8C55", *, rows: int = 8) -> str:
    """Return curved rows of clipped tea bushes, bigger towards the viewer."""
    out = path(
        f"M0 {num(top + 20)}Q{pen.width / 2} {num(top - 30)} {pen.width} {num(top + 10)}V{pen.height}H0Z",
        pen.fade(light(tone, 0.12), mix(tone, "#123524", 0.3)),
    )
    for i in range(rows):
        t = (i / max(rows - 1, 1)) ** 1.5
        y, r = top + 26 + (foot - top) * t, 13 + 38 * t
        shade = mix(light(tone, 0.18), "#1B5A38", 0.25 + 0.55 * t)
        bend, x, line, crowns = 34 * (1 - t), -r, "", ""
        while x < pen.width + r:
            lift = -bend * (1 - ((x - pen.width / 2) / (pen.width / 2)) ** 2)
            line += ellipse(x, y + lift, r * 1.15, r * 0.86, shade)
            crowns += ellipse(
                x - r * 0.2,
                y + lift - r * 0.36,
                r * 0.68,
                r * 0.34,
                light(shade, 0.24),
                opacity=0.75,
            )
            x += r * 1.28
        out += rect(0, y + r * 0.3, pen.width, r * 1.5, mix(shade, "#123524", 0.5)) + line + crowns
    return out


def terraces(pen: Pen, top: float, *, gold: bool = True) -> str:
    """Return rice terraces falling towards the viewer."""
    out = ""
    for i in range(8):
        y = top + (pen.height - top) * (i / 8) ** 1.15
        tone = mix("#E3BE4A" if gold else "#8FC06A", "#B98A26" if gold else "#3F8A4A", i / 9)
        d = (
            smooth(
                [
                    (x, y + (24 + i * 5) * pen.chance.uniform(-1, 1))
                    for x in range(-200, pen.width + 400, 200)
                ],
                closed=False,
            )
            + f"L{pen.width + 300} {pen.height}L-300 {pen.height}Z"
        )
        out += path(
            d, pen.fade(light(tone, 0.18), tone), stroke=mix(tone, "#4A6B33", 0.6), width=7 + i
        )
        out += "".join(
            stroke(
                f"M{pen.chance.uniform(0, pen.width):.0f} {y + pen.chance.uniform(34, 70):.0f}q4 -12 {pen.chance.uniform(-10, 10):.0f} -{12 + i * 3}",
                light(tone, 0.35),
                3 + i * 0.4,
                opacity=0.7,
            )
            for _ in range(40)
        )
    return out


def meadow(pen: Pen, top: float, tone: str = "#86B86A") -> str:
    out = path(
        f"M0 {num(top)}Q{pen.width / 2} {num(top - 40)} {pen.width} {num(top + 12)}V{pen.height}H0Z",
        pen.fade(light(tone, 0.2), mix(tone, "#2C5A33", 0.45)),
    )
    return out + "".join(
        stroke(
            f"M{pen.chance.uniform(0, pen.width):.0f} {pen.chance.uniform(top + 40, pen.height):.0f}q2 -16 {pen.chance.uniform(-9, 9):.0f} -24",
            mix(tone, "#2C5A33", pen.chance.uniform(0, 0.5)),
            5,
            opacity=0.6,
        )
        for _ in range(90)
    )
