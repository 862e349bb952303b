"""The wheel's command: the native program's answers, with pyarrow as the reader of files."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def sanov(*arguments, text=""):
    command = [sys.executable, "-m", "sanov._command", *map(str, arguments)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    done = subprocess.run(command, input=text, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout, done.stderr


def test_measure():
    code, out, err = sanov("measure", "0.4,0.6", "0.3,0.7", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["values"]["kl"] == pytest.approx(0.0225824210843579, rel=1e-14)
    assert json.loads(sanov("measure", "1,0", "0,1", "--json")[1])["values"]["kl"] == "Infinity"


def test_reads_standard_input_and_columns_of_files():
    assert sanov("measure", "-", "0.3,0.7", "--json", text="0.4 0.6\n")[1] == sanov("measure", "0.4,0.6", "0.3,0.7", "--json")[1]
    code, out, _ = sanov("measure", f"{EXAMPLES}/weather-2012.csv:weather", f"{EXAMPLES}/weather-2015.csv:weather")
    assert code == 0 and "fog" in out


@pytest.mark.parametrize("arguments", [("list",), ("list", "kl"), ("--version",), ("--help",), ("measure", "--help"),
                                       ("compare", EXAMPLES / "weather-2012.csv", EXAMPLES / "weather-2015.csv"),
                                       ("compare", EXAMPLES / "weather-2012.csv", EXAMPLES / "weather-2015.csv", "--json"),
                                       ("compare", "nowhere.csv", "nowhere.csv"), ("measre", "1"), ("measure", "0.4,0.7")])
def test_says_what_the_native_program_says(arguments):
    native = shutil.which("sanov")
    assert native is not None
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
    expected = subprocess.run([native, *map(str, arguments)], capture_output=True, text=True, env=environment)
    assert sanov(*arguments) == (expected.returncode, expected.stdout, expected.stderr)


def test_writes_parquet(tmp_path):
    target = tmp_path / "distances.parquet"
    code, out, err = sanov("matrix", EXAMPLES / "weather-by-month.csv", "--counts", "-o", target)
    assert (code, err) == (0, "")
    table = pyarrow.parquet.read_table(target)
    assert table.num_rows == 12
    numbers = [column.to_numpy() for column in table.columns if column.type == "double"]
    assert np.diag(np.stack(numbers)).tolist() == [0.0] * 12


@pytest.mark.parametrize("text, said", [
    ("a,b\n1,2\n1,2,3\n", "has 3 fields in row 3"),
    ("", "bad.csv"),
])
def test_trouble_is_one_line_and_2(text, said, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    code, out, err = sanov("compare", path, path)
    assert (code, out) == (2, "")
    assert err.startswith("sanov compare: ") and said in err and err.count("\n") == 1


def test_without_pyarrow_it_says_what_to_install():
    block = "import sys; sys.modules['pyarrow'] = None; from sanov._command import main; sys.argv = ['sanov', *sys.argv[1:]]; sys.exit(main())"
    path = str(EXAMPLES / "weather-2012.csv")
    done = subprocess.run([sys.executable, "-c", block, "compare", path, path], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "sanov compare: reading files needs pyarrow: pip install 'sanov[files]'\n"
    done = subprocess.run([sys.executable, "-c", block, "measure", "0.4,0.6", "0.3,0.7"], capture_output=True, text=True)
    assert done.returncode == 0
