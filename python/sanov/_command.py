"""The command `sanov` of the wheel: the same program, with pyarrow to read files."""

import sys

from sanov._core import run_command


def main() -> int:
    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
