"""The examples run, and show what they say."""

import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_student_learns_as_well_from_our_loss() -> None:
    run = [sys.executable, str(EXAMPLES / "distill_digits.py")]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    teacher, ours, theirs = (float(score) for score in re.findall(r": (0\.\d{3})", said))
    assert teacher > 0.9
    assert ours > theirs - 0.01


def test_a_photograph_takes_the_palette_of_another(tmp_path: Path) -> None:
    run = [sys.executable, str(EXAMPLES / "palettes.py"), str(tmp_path / "palettes.ppm")]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    before, after = (float(distance) for distance in re.findall(r"(\d+\.\d) apart", said))
    gap = float(re.search(r"proved to (\S+)", said)[1])
    assert before > 100 and gap < 1e-10
    assert after < before / 10
    head, pixels = (tmp_path / "palettes.ppm").read_bytes().split(b"\n", 1)
    assert head == b"P6 810 180 255" and len(pixels) == 810 * 180 * 3
