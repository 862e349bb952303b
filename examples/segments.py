"""Draws the example of the Wasserstein GAN: two parallel unit segments at distance θ, and how far apart four measures say
they are; above their values, below their slopes in θ.

    python examples/segments.py segments.svg
"""

import math
import sys
from pathlib import Path

import sanov

WIDTH, PANEL, HEIGHT, LEFT, TOP, GAP = 640, 400, 190, 56, 46, 62
INFINITY = 1.55  # where ∞ is drawn, above all values
MEASURES = (
    ("kl", "KL", "#b3402a", "∞ wherever θ is not 0,", "so it has no slope"),
    ("total_variation", "TV", "#777", "1 wherever θ is not 0:", "the slope is 0"),
    ("js", "JS", "#c98a00", "ln 2 wherever θ is not 0:", "the slope is 0"),
    ("wasserstein", "W₁", "#213e8c", "|θ|, so its slope", "says which way to go"),
)
# The half axes stop short of 0, where all but W₁ jump.
BRANCHES = ([-1 + 0.01 * i for i in range(100)], [0.01 * i for i in range(1, 101)])


def axis(place, label, ticks, low, high):
    """The frame of a panel, with a number at each tick, and where a point (θ, y) lies in it."""

    def at(theta, y):
        return LEFT + (theta + 1) / 2 * PANEL, place + (high - y) / (high - low) * HEIGHT

    parts = [f'<text x="{LEFT - 40}" y="{place - 14}" fill="#333">{label}</text>']
    for tick in ticks:
        y = at(0, tick)[1]
        text = "∞" if tick == INFINITY else f"{tick:g}".replace("-", "−")
        parts.append(f'<line x1="{LEFT}" x2="{LEFT + PANEL}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#333">{text}</text>')
    for theta in (-1, -0.5, 0, 0.5, 1):
        text = f"{theta:g}".replace("-", "−")
        x, y = at(theta, low)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{y + 5:.1f}" stroke="#888"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 19:.1f}" text-anchor="middle" fill="#333">{text}</text>')
    return parts, at


def drawn(points, at, colour, dashes):
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
    return f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>'


def dot(point, at, colour, size=3.5):
    x, y = at(*point)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{colour}"/>'


def values(measure, thetas):
    found = [(theta, getattr(sanov.parallel_segments(theta), measure).value) for theta in thetas]
    return [(theta, INFINITY if math.isinf(value) else value) for theta, value in found]


def slopes(measure, thetas):
    found = [(theta, getattr(sanov.parallel_segments(theta), measure).slope) for theta in thetas]
    return [(theta, slope) for theta, slope in found if slope is not None]


def main(path):
    lower = TOP + HEIGHT + GAP
    above, at_value = axis(TOP, "how far apart", (0, 0.5, 1, INFINITY), 0, 1.65)
    below, at_slope = axis(lower, "its slope in θ", (-1, 0, 1), -1.25, 1.25)
    parts = above + below
    for i, (measure, name, colour, *remark) in enumerate(MEASURES):
        # JS and TV have the same slope: the dashes let both be seen.
        dashes = ' stroke-dasharray="7 7"' if measure == "js" else ""
        for thetas in BRANCHES:
            parts.append(drawn(values(measure, thetas), at_value, colour, ""))
            along = slopes(measure, thetas)
            parts += [drawn(along, at_slope, colour, dashes)] if along else []
        parts += [dot(point, at_value, colour, 5.5 - i) for point in values(measure, [0.0])]
        x, y = at_value(1.03, values(measure, [1.0])[0][1])
        y += {"wasserstein": -2, "total_variation": 14}.get(measure, 5)  # both end at 1
        parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{name}</text>')
        x, y = LEFT + PANEL + 16, lower + 26 + 46 * i
        parts.append(f'<text x="{x}" y="{y}" fill="{colour}" font-size="11">{name}: {remark[0]}</text>')
        parts.append(f'<text x="{x}" y="{y + 14}" fill="{colour}" font-size="11">{remark[1]}</text>')
    x, y = at_slope(1, -1.25)
    parts.append(f'<text x="{x + 14:.1f}" y="{y + 19:.1f}" fill="#333">θ</text>')
    height = lower + HEIGHT + 34
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
    head += 'font-family="sans-serif" font-size="13">\n<rect width="100%" height="100%" fill="white"/>\n'
    Path(path).write_text(head + "\n".join(parts) + "\n</svg>\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["segments.svg"]))
