"""Gives one photograph the colours of another: exact transport between their palettes.

    python examples/palettes.py palettes.ppm

The photographs are made here: the sea by day, dunes at dusk. A palette is a histogram of colours, a point of red, green
and blue for each cell with its mean colour, its weight the share of pixels. The optimal plan says which colour of the day
becomes which of the dusk, and how far apart the palettes are on the whole: the distance W₂, in levels of 0 to 255.
"""

import sys
from pathlib import Path

import numpy as np
import sanov

HEIGHT, WIDTH, LEVELS = 180, 270, 12  # pixels, and cells along each of red, green and blue


def photograph(sky_top, sky_low, ground_near, ground_far, light, seed):
    """A sky above a wavy ground, with the light low in it, and the grain of a film."""
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    horizon = 0.55 + 0.03 * np.sin(9 * column + seed)
    down, near = (row / horizon)[..., None], ((row - horizon) / (1 - horizon)).clip(0, 1)[..., None]
    sky = (1 - down) * np.array(sky_top) + down * np.array(sky_low)
    ground = (1 - near) * np.array(ground_far) + near * np.array(ground_near)
    ground += 18 * np.sin(60 * row**2 + 5 * column)[..., None]
    glow = np.exp(-((row - 0.35) ** 2 + (column - 1.0) ** 2) / 0.02)[..., None]
    picture = np.where(down < 1, (1 - glow) * sky + glow * np.array(light), ground)
    return (picture + rng.normal(0, 4, picture.shape)).clip(0, 255)


def palette(picture):
    """The cell of each pixel; for each cell that has any, the mean colour and the share of the pixels."""
    pixels = picture.reshape(-1, 3)
    index = (pixels * LEVELS / 256).astype(int) @ [LEVELS * LEVELS, LEVELS, 1]
    _, cell, count = np.unique(index, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(cell, pixels[:, channel]) for channel in range(3)], axis=1)
    return cell, sums / count[:, None], count / count.sum()


def main(path):
    day = photograph((60, 130, 220), (190, 220, 245), (20, 90, 130), (70, 160, 190), (255, 255, 240), 1)
    dusk = photograph((50, 30, 90), (240, 130, 70), (90, 50, 40), (190, 110, 70), (255, 220, 120), 2)
    cell, colours, shares = palette(day)
    _, dusk_colours, dusk_shares = palette(dusk)
    found = sanov.transport(colours, dusk_colours, a=shares, b=dusk_shares)
    print(f"{len(colours)} colours and {len(dusk_colours)}, {found.cost**0.5:.1f} apart, proved to {found.gap:.0e}")
    sent = np.zeros_like(colours)  # the mean colour that each becomes
    np.add.at(sent, found.plan.source, found.plan.mass[:, None] * dusk_colours[found.plan.target])
    recoloured = (day.reshape(-1, 3) + (sent / shares[:, None] - colours)[cell]).reshape(day.shape).clip(0, 255)
    _, new_colours, new_shares = palette(recoloured)
    left = sanov.transport(new_colours, dusk_colours, a=new_shares, b=dusk_shares).cost ** 0.5
    print(f"recoloured, {left:.1f} apart")
    strip = np.hstack([day, dusk, recoloured]).round().astype(np.uint8)
    Path(path).write_bytes(b"P6 %d %d 255\n" % (3 * WIDTH, HEIGHT) + strip.tobytes())


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["palettes.ppm"]))
