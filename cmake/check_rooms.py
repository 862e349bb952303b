#!/usr/bin/env python3
"""Holds the house to its plan: which room may include what.

A room is a folder whose CMakeLists.txt says `sanov_room(name USES other …)`. Its files may include their own headers
and those of the rooms in USES; outside libraries come in where OUTSIDE says. Also: no file over MAX_LINES lines, and
none whose name says nothing. Prints one line for each breach and exits 1 if there is any.
"""

from __future__ import annotations

import fnmatch
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

MAX_LINES = 450
VAGUE = {"util", "utils", "common", "helper", "helpers", "misc"}
SOURCES = (".cc", ".h")
COUNTED = (*SOURCES, ".py", ".pyi", ".cmake", ".def", ".sh")
SKIPPED_FOLDERS = {"build", "dist", "node_modules", "third_party"}

# Where an outside library may be included, by the first folder of the include. A test may include what its library may.
OUTSIDE = {
    "fmt": ["*"],
    "hwy": [f"sanov/{room}/*" for room in ("numerics", "measures", "rank", "losses", "transport", "samples")],
    "tbb": ["sanov/numerics/parallel.cc"],
    "oneapi": ["sanov/numerics/parallel.cc"],
    "boost": ["sanov/numerics/special.cc", "sanov/numerics/special_*.cc", "sanov/numerics/quadrature.cc", "bench/*"],
    "arrow": ["sanov/data/files.cc"],
    "parquet": ["sanov/data/files.cc"],
    "CLI": ["cli/*"],
    # JSON: the command's answers, the files of profiles and of watches, and the references of tests.
    "nlohmann": ["cli/*", "sanov/data/profile_reader.cc", "sanov/data/profile_writer.cc", "sanov/series/watch_state.cc",
                 "sanov/*/reference_test.cc"],
    "nanobind": ["python/*"],
    "numpy": ["python/*"],
    "benchmark": ["bench/*"],
    "sanitizer": ["sanov/numerics/parallel.cc"],
    "sys": ["*.cc"],
    "torch": ["sanov/autograd/*"],
    "gtest": ["*_test.cc"],
    "gmock": ["*_test.cc"],
    "rapidcheck": ["*_test.cc"],
}
# What stands on the rooms: may include any of them, and one another; no room of sanov/ may include these.
FACES = {"cli", "python", "lab", "bench", "fuzz"}
# Libraries that a header which users include must not bring with it.
HEAVY = {"hwy", "tbb", "oneapi", "boost", "arrow", "parquet", "nlohmann", "CLI"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
ROOM = re.compile(r"\bsanov_(?:header_)?room\(\s*(\w+)([^)]*)\)")
KEYWORD = re.compile(r"^[A-Z]+$")


@dataclass(frozen=True)
class Room:
    name: str
    folder: str  # relative to the root, as its includes begin: "sanov/measures"
    uses: frozenset[str]


def rooms_of(root: Path) -> dict[str, Room]:
    """The declared rooms, by name."""
    found = {}
    for file in sorted([*root.glob("*/CMakeLists.txt"), *root.glob("*/*/CMakeLists.txt")]):
        if file.relative_to(root).parts[0] in SKIPPED_FOLDERS:
            continue
        text = re.sub(r"#.*", "", file.read_text(encoding="utf-8"))
        for name, rest in ROOM.findall(text):
            uses: list[str] = []
            keyword = ""
            for word in rest.split():
                if KEYWORD.match(word):
                    keyword = word
                elif keyword == "USES":
                    uses.append(word)
            found[name] = Room(name, file.parent.relative_to(root).as_posix(), frozenset(uses))
    return found


def files_of(root: Path) -> list[str]:
    """Every file of the project, relative to the root."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith((".", "__")))
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in sorted(names)]
    return found


def _room_of(path: str, rooms: dict[str, Room]) -> Room | None:
    """The room whose folder holds a file or an include."""
    inside = [room for room in rooms.values() if path.startswith(room.folder + "/")]
    return max(inside, key=lambda room: len(room.folder), default=None)


def _outside_breach(path: str, top: str) -> str | None:
    if top not in OUTSIDE:
        return f"<{top}/…> is no library of the plan; add it to OUTSIDE in cmake/check_rooms.py if it should be"
    places = OUTSIDE[top] + [place.replace(".cc", "_test.cc") for place in OUTSIDE[top] if place.endswith(".cc")]
    if not any(fnmatch.fnmatch(path, place) for place in places):
        return f"<{top}/…> is included only in {', '.join(OUTSIDE[top])}"
    if top in HEAVY and path.startswith("sanov/") and path.endswith(".h") and not path.endswith("-inl.h"):
        return f"<{top}/…> may not be in a header that users include"
    return None


def _include_breach(path: str, quote: str, include: str, rooms: dict[str, Room]) -> str | None:
    """What is wrong with one include, or None."""
    room = _room_of(path, rooms)
    target = _room_of(include, rooms)
    if target is None:
        top = include.split("/")[0]
        if quote == '"' and top in FACES and "/" in include:
            return f'"{include}" stands on the rooms, not under them' if path.startswith("sanov/") else None
        if include == "sanov/sanov.h":
            return f"{include} is for users; include the headers themselves" if path.startswith("sanov/") else None
        if quote == '"' and "/" not in include:
            return f'"{include}" is not from the root of the repository'
        if quote == '"' and include.startswith("sanov/"):
            return f'"{include}" is in no declared room'
        return _outside_breach(path, top) if "/" in include else None
    if include.endswith("-inl.h") and path.endswith(".h") and not path.endswith("-inl.h"):
        return f'"{include}" is internal and may not be in a header that users include'
    if room is not None and target.name != room.name and target.name not in room.uses:
        return f'"{include}" is of the room {target.name}, which {room.name} does not declare in USES'
    return None


def breaches(root: Path) -> list[str]:
    """One line for each breach of the plan."""
    rooms = rooms_of(root)
    found = [
        f"{room.folder}/CMakeLists.txt: {room.name} USES {use}, which is no room"
        for room in rooms.values()
        for use in sorted(room.uses - rooms.keys())
    ]
    for path in files_of(root):
        if any(part.split(".")[0].lower() in VAGUE for part in path.split("/")):
            found.append(f"{path}: a name should say what is inside")
        if not path.endswith(COUNTED) and path != "dev":
            continue
        text = (root / path).read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > MAX_LINES:
            found.append(f"{path}: {lines} lines, over {MAX_LINES}; split it")
        if path.endswith(SOURCES) and not path.startswith("examples/"):
            for match in INCLUDE.finditer(text):
                breach = _include_breach(path, match[1], match[2], rooms)
                if breach:
                    found.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {breach}")
    return found


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    found = breaches(root)
    print("\n".join(found) if found else f"{len(rooms_of(root))} rooms keep to the plan")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
