"""SVG primitives: colours, curves and the pen that collects gradients."""

import hashlib
import random
from collections.abc import Sequence

Point = tuple[float, float]
Stop = tuple[float, str] | tuple[float, str, float]

NIGHT = "#123524"


def mix(first: str, second: str, share: float) -> str:
    """Blend two #RRGGBB colours; share 0 keeps the first, 1 the second."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def light(colour: str, share: float = 0.25) -> str:
    return mix(colour, "#FFFFFF", share)


def dark(colour: str, share: float = 0.25) -> str:
    return mix(colour, "#1A1410", share)


def num(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def path(
    d: str, fill: str = "none", *, stroke: str = "", width: float = 0, opacity: float = 1
) -> str:
    line = (
        f' stroke="{stroke}" stroke-width="{num(width)}" stroke-linecap="round"'
        ' stroke-linejoin="round"'
        if stroke
        else ""
    )
    veil = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path d="{d}" fill="{fill}"{line}{veil}/>'


def stroke(d: str, colour: str, width: float, *, opacity: float = 1) -> str:
    return path(d, stroke=colour, width=width, opacity=opacity)


def ellipse(cx: float, cy: float, rx: float, ry: float, fill: str, *, opacity: float = 1) -> str:
    veil = f' opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<ellipse cx="{num(cx)}" cy="{num(cy)}" rx="{num(rx)}" ry="{num(ry)}"'
        f' fill="{fill}"{veil}/>'
    )


def circle(cx: float, cy: float, r: float, fill: str, *, opacity: float = 1) -> str:
    return ellipse(cx, cy, r, r, fill, opacity=opacity)


def rect(x: float, y: float, w: float, h: float, fill: str, *, r: float = 0) -> str:
    corner = f' rx="{num(r)}"' if r else ""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"'
        f' fill="{fill}"{corner}/>'
    )


def move(inner: str, x: float = 0, y: float = 0, *, scale: float = 1, turn: float = 0) -> str:
    steps = [f"translate({num(x)} {num(y)})"]
    if turn:
        steps.append(f"rotate({num(turn)})")
    if scale != 1:
        steps.append(f"scale({scale:.3f})")
    return f'<g transform="{" ".join(steps)}">{inner}</g>'


def flip(inner: str) -> str:
    return f'<g transform="scale(-1 1)">{inner}</g>'


def curve(points: Sequence[Point]) -> str:
    """Return Bézier segments through the points (Catmull-Rom), without the move."""
    parts = []
    for i in range(len(points) - 1):
        before, start = points[max(i - 1, 0)], points[i]
        end, after = points[i + 1], points[min(i + 2, len(points) - 1)]
        handles = (
            start[0] + (end[0] - before[0]) / 6,
            start[1] + (end[1] - before[1]) / 6,
            end[0] - (after[0] - start[0]) / 6,
            end[1] - (after[1] - start[1]) / 6,
            *end,
        )
        parts.append("C" + " ".join(num(v) for v in handles))
    return "".join(parts)


def smooth(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return a smooth path through the points; repeat a point to make a corner."""
    if not closed:
        return f"M{num(points[0][0])} {num(points[0][1])}" + curve(points)
    count = len(points)
    around = [points[(i - 1) % count] for i in range(count + 3)]
    bends = curve(around).split("C")[2:-1]
    return f"M{num(points[0][0])} {num(points[0][1])}C" + "C".join(bends) + "Z"


def lathe(profile: Sequence[Point], *, flat: float = 0.13) -> str:
    """Return the outline of a turned vessel; the profile is (radius, y) from the top."""
    (top_r, top_y), (foot_r, foot_y) = profile[0], profile[-1]
    left = [(-r, y) for r, y in profile]
    right = list(reversed(profile))
    return (
        f"M{num(-top_r)} {num(top_y)}{curve(left)}"
        f"A{num(foot_r)} {num(foot_r * flat)} 0 0 0 {num(foot_r)} {num(foot_y)}"
        f"{curve(right)}"
        f"A{num(top_r)} {num(top_r * flat)} 0 0 0 {num(-top_r)} {num(top_y)}Z"
    )


class Pen:
    """Hold one picture's choices: variant, label, chance, and its gradients.

    Objects are drawn around (0, 0) = middle of their foot; ``place`` puts them on the
    field. A mirrored picture moves objects, never turns them: light stays upper left.
    """

    def __init__(self, motif: str, variant: int, label: str, *, width: int, height: int):
        self.motif, self.variant, self.label = motif, variant, label
        self.width, self.height = width, height
        self.mirrored = variant % 2 == 1
        seed = hashlib.sha256(f"{motif}:{variant}".encode()).digest()
        self.chance = random.Random(seed)  # noqa: S311 (drawing, not secrets)
        self.ground = "#E9EFE3"
        self._defs: dict[str, str] = {}

    def pick(self, *choices: str) -> str:
        return choices[self.variant % len(choices)]

    @property
    def props(self) -> int:
        return self.variant // 2 % 3

    @property
    def defs(self) -> str:
        return "".join(body.replace("ID", name, 1) for body, name in self._defs.items())

    def _define(self, body: str) -> str:
        name = self._defs.setdefault(body, f"d{len(self._defs)}")
        return f"url(#{name})"

    @staticmethod
    def _stops(stops: Sequence[Stop]) -> str:
        return "".join(
            f'<stop offset="{stop[0]:g}" stop-color="{stop[1]}"'
            + (f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else "")
            + "/>"
            for stop in stops
        )

    def linear(self, *stops: Stop, to: Point = (0, 1)) -> str:
        return self._define(
            f'<linearGradient id="ID" x1="0" y1="0" x2="{to[0]:g}" y2="{to[1]:g}">'
            f"{self._stops(stops)}</linearGradient>"
        )

    def radial(self, *stops: Stop, at: Point = (0.5, 0.5), r: float = 0.5) -> str:
        return self._define(
            f'<radialGradient id="ID" cx="{at[0]:g}" cy="{at[1]:g}" r="{r:g}">'
            f"{self._stops(stops)}</radialGradient>"
        )

    def clip(self, d: str, inner: str) -> str:
        where = self._define(f'<clipPath id="ID"><path d="{d}"/></clipPath>')
        return f'<g clip-path="{where}">{inner}</g>'

    def fade(self, top: str, foot: str) -> str:
        return self.linear((0, top), (1, foot))

    def ball(self, colour: str) -> str:
        """Return the fill of a round thing lit from the upper left."""
        return self.radial(
            (0, light(colour, 0.5)),
            (0.4, light(colour, 0.08)),
            (0.75, dark(colour, 0.12)),
            (1, dark(colour, 0.36)),
            at=(0.34, 0.28),
            r=0.8,
        )

    def barrel(self, colour: str) -> str:
        """Return the fill of an upright cylinder lit from the left."""
        return self.linear(
            (0, dark(colour, 0.14)),
            (0.2, light(colour, 0.2)),
            (0.45, colour),
            (0.8, dark(colour, 0.28)),
            (1, dark(colour, 0.42)),
            to=(1, 0),
        )

    def shadow(self, rx: float, ry: float, *, strength: float = 0.42) -> str:
        tone = mix(self.ground, NIGHT, 0.78)
        soft = self.radial((0, tone, strength), (0.55, tone, strength * 0.6), (1, tone, 0))
        core = self.radial((0, tone, strength * 0.9), (0.7, tone, strength * 0.5), (1, tone, 0))
        return ellipse(rx * 0.1, ry * 0.15, rx * 1.22, ry * 1.35, soft) + ellipse(
            rx * 0.03, 0, rx * 0.96, ry * 0.62, core
        )

    def place(
        self,
        inner: str,
        x: float,
        y: float,
        *,
        scale: float = 1,
        turn: float = 0,
        shadow: Point | None = None,
    ) -> str:
        """Put an object on the field; ``shadow`` is (half width, half height)."""
        x = self.width - x if self.mirrored else x
        turn = -turn if self.mirrored else turn
        ground = move(self.shadow(*shadow), x, y, scale=scale) if shadow else ""
        return ground + move(inner, x, y, scale=scale, turn=turn)
