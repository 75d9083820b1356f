"""A drawn picture all around: tea rows among hills, as somebody who stands there sees them.

Twice as wide as high; a column is a direction and a row a height, so what is straight on the
ground is bent here and straight again in a viewer. Its left and right edges meet.
"""

from math import atan2, hypot, pi, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 2048, 1024
#: Drawn larger and made smaller, so that edges are smooth.
_OVER = 2
#: Eyes above the ground and bushes, in metres; how far rows go on; how far apart they are.
_EYES, _FAR, _APART, _HALF = 2.2, 90, 2.4, 0.72
_SKY = ("#8FBBD6", "#F4EBD3")
_GROUND = ("#86B072", "#4E7D49")
#: Height above the horizon as a share of the picture, swing, waves around, colour.
_RIDGES = (
    (0.085, 0.040, (3, 5, 8), "#A9C3CC"),
    (0.055, 0.030, (2, 7, 9), "#8FB5A5"),
    (0.022, 0.018, (4, 5, 11), "#6FA37C"),
)
_NEAR_ROW, _FAR_ROW = (47, 122, 72), (111, 158, 116)


def draw() -> Image.Image:
    """Return the picture; always the same."""
    wide, high = WIDTH * _OVER, HEIGHT * _OVER
    image = Image.new("RGB", (wide, high))
    _shade(image, 0, high // 2, _SKY)
    _shade(image, high // 2, high, _GROUND)
    pen = ImageDraw.Draw(image)
    sun = wide * 0.3, high * 0.36
    for radius, colour in ((0.026, "#F8E3B0"), (0.018, "#FBEFC9")):
        pen.circle(sun, high * radius, fill=colour)
    for number, (lift, swing, waves, colour) in enumerate(_RIDGES):
        pen.polygon(_ridge(wide, high, lift, swing, waves, number), fill=colour)
    for quad, near in _rows():
        tone = tuple(round(f + (n - f) * near) for f, n in zip(_FAR_ROW, _NEAR_ROW, strict=True))
        pen.polygon([_seen(x, z, wide, high) for x, z in quad], fill=tone)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def _shade(image: Image.Image, top: int, foot: int, colours: tuple[str, str]) -> None:
    strip = Image.linear_gradient("L").resize((image.width, foot - top))
    upper, lower = (Image.new("RGB", strip.size, colour) for colour in colours)
    image.paste(Image.composite(lower, upper, strip), (0, top))


def _ridge(wide: int, high: int, lift: float, swing: float, waves, number: int) -> list:
    line = []
    for step in range(257):
        turn = 2 * pi * step / 256
        rise = sum(sin(turn * wave + wave + number) / wave for wave in waves) * swing * 2
        line.append((wide * step / 256, high * (0.5 - lift - rise)))
    return [*line, (wide, high * 0.53), (0, high * 0.53)]


def _rows() -> list:
    """Return pieces of rows as corners on the ground, the farthest first, and how near they are."""
    pieces = []
    for number in range(-_FAR, _FAR):
        x = (number + 0.5) * _APART
        for z in range(-_FAR, _FAR):
            away = hypot(x, z + 0.5)
            is_path = z % 30 == 0 and away < 50
            if away >= _FAR or is_path:
                continue
            # Near ones bend: short pieces follow the curve.
            parts = 4 if away < 12 else 1
            for part in range(parts):
                first, last = z + part / parts, z + (part + 1) / parts + 0.03
                left, right = x - _HALF, x + _HALF
                pieces.append((away, ((left, first), (right, first), (right, last), (left, last))))
    pieces.sort(reverse=True, key=lambda piece: piece[0])
    return [(corners, max(0.0, 1 - away / 40)) for away, corners in pieces]


def _seen(x: float, z: float, wide: int, high: int) -> tuple[float, float]:
    """Return where a point of the ground is in the picture."""
    turn, down = atan2(x, z), atan2(_EYES, hypot(x, z))
    return wide * (0.5 + turn / (2 * pi)), high * (0.5 + down / pi)
