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
