"""What every product picture shares: ground, table, label, leaves, scattered bits."""

from xml.sax.saxutils import escape

from demo.illustrations.svg import (
    Pen,
    circle,
    dark,
    ellipse,
    lathe,
    light,
    mix,
    move,
    num,
    path,
    rect,
    stroke,
)

FONT = "Libertinus Serif"
CREAM, LEAF, LEAF_DARK, SPROUT = "#FCF6E8", "#1B5A38", "#16452D", "#4F9A62"
BREW, CLAY, HILL, GOLD, PLUM = "#8A4B0F", "#9C2F1B", "#1F4E6B", "#F2B632", "#7A2E5C"
KRAFT, STRAW, TEAL = "#C79B62", "#DDB368", "#2C6E6A"
PACKS = (LEAF, CLAY, KRAFT, HILL, "#3E7A45", PLUM, TEAL, BREW)
TABLE_Y, EDGE_Y, FOOT_Y = 621, 772, 728
_SHIFTS = (None, "#C9A878", "#9FC3B4", "#E2B9A0", "#A9BFD6", "#D9CC8E", "#C5B0CC", "#8FB98F")


def ground_tint(own: str, variant: int) -> str:
    """Return the picture's tint: the goods' own colour, leaning another way each time."""
    shift = _SHIFTS[variant % len(_SHIFTS)]
    return mix(own, shift, 0.5) if shift else own


def frame(pen: Pen, body: str) -> str:
    size = f'width="{pen.width}" height="{pen.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
        f' viewBox="0 0 {pen.width} {pen.height}"><defs>{pen.defs}</defs>{body}</svg>'
    )


def still_life(pen: Pen, body: str, *, zoom: float = 1) -> str:
    """Return the whole picture: lit wall, table with its front edge, the objects."""
    tint = pen.ground
    wall = pen.radial(
        (0, light(tint, 0.9)),
        (0.45, light(tint, 0.74)),
        (1, light(tint, 0.5)),
        at=(0.24, 0.16),
        r=1.0,
    )
    top = pen.linear((0, light(tint, 0.36)), (1, light(mix(tint, "#8A8A70", 0.14), 0.28)))
    front = pen.linear(
        (0, light(mix(tint, "#7A7A60", 0.16), 0.2)),
        (1, light(mix(tint, "#7A7A60", 0.2), 0.12)),
    )
    table = (
        rect(0, TABLE_Y, 1200, EDGE_Y - TABLE_Y, top)
        + rect(0, TABLE_Y, 1200, 3, light(tint, 0.56))
        + rect(0, EDGE_Y, 1200, 900 - EDGE_Y, front)
        + rect(0, EDGE_Y, 1200, 3, light(tint, 0.44))
    )
    near = move(move(body, -600, -FOOT_Y), 600, FOOT_Y, scale=zoom)
    return frame(pen, rect(0, 0, 1200, 900, wall) + table + near)


def leaf(pen: Pen, length: float, width: float, colour: str = SPROUT, *, veins: int = 6) -> str:
    """Return a leaf growing up from (0, 0), two-toned, with ribs."""
    half = f"M0 0C{{0}} {num(-length * 0.22)} {{1}} {num(-length * 0.7)} 0 {num(-length)}"
    left, right = (
        half.format(num(-width), num(-width * 0.8)),
        half.format(num(width), num(width * 0.8)),
    )
    rib = light(colour, 0.5)
    lines = []
    for i in range(1, veins + 1):
        y = -length * (0.12 + 0.7 * i / (veins + 1))
        reach = width * 0.52 * (1 - abs(0.42 - i / (veins + 1)) * 1.25)
        for side in (-1, 1):
            lines.append(
                f"M0 {num(y)}Q{num(side * reach * 0.6)} {num(y - length * 0.03)}"
                f" {num(side * reach)} {num(y - length * 0.11)}"
            )
    return (
        path(left + "Z", pen.linear((0, light(colour, 0.22)), (1, dark(colour, 0.05)), to=(1, 1)))
        + path(right + "Z", pen.linear((0, dark(colour, 0.08)), (1, dark(colour, 0.36)), to=(1, 1)))
        + stroke("".join(lines), rib, max(1.2, length / 110), opacity=0.55)
        + stroke(f"M0 0L0 {num(-length * 0.96)}", rib, max(1.6, length / 60), opacity=0.8)
    )


def sprig(pen: Pen, colour: str = "#3C8C55") -> str:
    """Return one bud and two leaves, about 250 high."""
    return (
        stroke("M0 0C10 -50 26 -90 34 -150", "#4C8A50", 9)
        + move(leaf(pen, 165, 52, dark(colour, 0.3)), 22, -88, turn=-52)
        + move(leaf(pen, 175, 54, colour), 24, -74, turn=66)
        + move(leaf(pen, 130, 34, light(colour, 0.22)), 33, -140, turn=16)
    )


def heap(
    pen: Pen,
    half: float,
    high: float,
    colours: tuple[str, ...],
    *,
    size: float = 15,
    count: int = 150,
    curl: bool = True,
    base: str = "",
) -> str:
    """Return a mound of curled or straight bits, e.g. dry tea, rice."""
    deep = base or dark(colours[0], 0.35)
    out = [
        path(
            f"M{num(-half)} 0C{num(-half * 0.8)} {num(-high * 0.75)} {num(-half * 0.35)} {num(-high)}"
            f" 0 {num(-high)}S{num(half * 0.8)} {num(-high * 0.75)} {num(half)} 0"
            f"C{num(half * 0.6)} {num(high * 0.3)} {num(-half * 0.6)} {num(high * 0.3)} {num(-half)} 0Z",
            deep,
        )
    ]
    spots = []
    for _ in range(count):
        across = pen.chance.uniform(-1, 1)
        roof = -high * (1 - across * across) ** 0.8
        spots.append((pen.chance.uniform(roof, high * 0.2 * (1 - across * across)), across * half))
    for y, x in sorted(spots):
        dx, dy = pen.chance.uniform(-size, size), pen.chance.uniform(-size * 0.6, size * 0.6)
        bend = size if curl else 0
        colour = pen.chance.choice(colours)
        out.append(
            stroke(
                f"M{num(x)} {num(y)}q{num(dx * 0.5 + pen.chance.uniform(-bend, bend))}"
                f" {num(dy * 0.5 - bend * 0.7)} {num(dx)} {num(dy)}",
                colour,
                size * 0.42,
            )
        )
    return "".join(out)


def emblem(pen: Pen, kind: str, r: float, ink: str) -> str:
    """Return the small round mark of a label: leaf, hex, grain or sun."""
    ring = f"M{num(-r)} 0a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0"
    mark = stroke(ring, ink, max(1.6, r / 13))
    if kind == "leaf":
        mark += move(leaf(pen, r * 1.25, r * 0.44, SPROUT, veins=4), -r * 0.1, r * 0.62, turn=10)
    elif kind == "hex":
        for x, y in ((0, -0.36), (-0.31, 0.18), (0.31, 0.18)):
            points = ((0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5))
            cell = (
                "M"
                + "L".join(
                    f"{num(r * (x + a * 0.32))} {num(r * (y + b * 0.32))}" for a, b in points
                )
                + "Z"
            )
            mark += path(cell, GOLD, stroke=CREAM, width=r * 0.05)
    elif kind == "grain":
        for i in range(4):
            for side in (-1, 1):
                mark += move(
                    ellipse(0, 0, r * 0.11, r * 0.24, GOLD),
                    side * r * 0.17,
                    r * (0.32 - i * 0.25),
                    turn=side * 32,
                )
        mark += stroke(f"M0 {num(r * 0.75)}L0 {num(-r * 0.5)}", BREW, r * 0.06)
    else:
        for i in range(8):
            mark += move(ellipse(0, -r * 0.42, r * 0.15, r * 0.26, GOLD), turn=i * 45)
        mark += circle(0, 0, r * 0.22, BREW)
    return mark


def _fit(words: str, wide: float, tall: float) -> tuple[list[str], float]:
    """Return the title's lines (at most two) and the font size that fits them."""
    lines = [words]
    if len(words) > 9 and " " in words:
        parts = words.split()
        cut = min(
            range(1, len(parts)),
            key=lambda i: max(len(" ".join(parts[:i])), len(" ".join(parts[i:]))),
        )
        lines = [" ".join(parts[:cut]), " ".join(parts[cut:])]
    longest = max(len(line) for line in lines)
    return lines, min(tall * 0.17, wide / (0.7 * max(longest, 4)))


def _text(words: str, y: float, size: float, ink: str, *, bold: bool) -> str:
    weight = "700" if bold else "400"
    return (
        f'<text x="0" y="{num(y)}" font-family="{FONT}" font-size="{num(size)}" font-weight="{weight}"'
        f' text-anchor="middle" fill="{ink}">{escape(words)}</text>'
    )


def label(
    pen: Pen, w: float, h: float, *, ink: str = LEAF_DARK, kind: str = "leaf", bow: float = 0
) -> str:
    """Return the cream label centred on (0, 0); ``bow`` bends it round a barrel.

    The pen's label is "Name" or "Name|place"; without one only the mark is printed.
    """

    def plate(inset: float) -> str:
        x, y = w / 2 - inset, h / 2 - inset
        return (
            f"M{num(-x)} {num(-y)}Q0 {num(-y + bow * 2)} {num(x)} {num(-y)}"
            f"L{num(x)} {num(y)}Q0 {num(y + bow * 2)} {num(-x)} {num(y)}Z"
        )

    paper = pen.linear((0, "#FFFBF0"), (0.6, CREAM), (1, "#E9DDC2"), to=(1, 0.2))
    out = path(plate(0), paper, stroke=paper, width=5)
    out += stroke(plate(min(w, h) * 0.045), ink, 2, opacity=0.55)
    title, _, place = pen.label.replace("\n", "|").partition("|")
    if not title.strip():
        rules = "".join(
            f"M{num(-w * k)} {num(h * y + bow)}h{num(2 * w * k)}"
            for k, y in ((0.2, 0.26), (0.12, 0.33))
        )
        return (
            out
            + move(emblem(pen, kind, min(w, h) * 0.24, ink), 0, bow - h * 0.07)
            + stroke(rules, ink, 3, opacity=0.6)
        )
    lines, size = _fit(title.strip().upper(), w * 0.84, h)
    radius = min(w * 0.17, h * 0.14)
    block = radius * 2 + size * (1.3 + 1.08 * len(lines) + (0.4 if place.strip() else -0.4))
    y = radius + bow - block / 2
    out += move(emblem(pen, kind, radius, ink), 0, y)
    y += radius + size * 1.15
    for line in lines:
        out += _text(line, y, size, ink, bold=True)
        y += size * 1.08
    out += stroke(f"M{num(-w * 0.16)} {num(y - size * 0.5)}h{num(w * 0.32)}", ink, 2, opacity=0.6)
    if place.strip():
        out += _text(
            place.strip(),
            y + size * 0.32,
            min(size * 0.8, w * 0.84 / (0.5 * len(place))),
            ink,
            bold=False,
        )
    return out


def steam(x: float, y: float) -> str:
    wave = "c-14 -24 14 -40 0 -66s10 -34 4 -52"
    return stroke(
        f"M{num(x)} {num(y)}{wave}M{num(x + 46)} {num(y)}{wave}", "#FFFFFF", 9, opacity=0.62
    )


def cup(pen: Pen, tea: str = "#C28A1F") -> str:
    """Return a small bowl of tea, 170 wide, steaming."""
    body = pen.barrel("#F4F2EC")
    return (
        path(lathe([(84, -74), (82, -50), (64, -14), (42, -4), (40, 0)], flat=0.2), body)
        + ellipse(0, -74, 84, 22, "#FFFFFF")
        + ellipse(
            0, -72, 74, 17, pen.linear((0, dark(tea, 0.2)), (1, light(tea, 0.2)), to=(1, 0.4))
        )
        + stroke("M-46 -78q20 -8 44 -7", "#FFFFFF", 4, opacity=0.6)
        + stroke("M-78 -44Q0 -14 78 -44", "#6E93B3", 5, opacity=0.8)
        + steam(-24, -104)
    )
