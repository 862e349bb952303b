"""Reads a catalogue (measures.def) and the `///` block above each definition; writes the header and the table of docs.

    python3 catalogue.py sanov/measures/measures.def OUT measure doc [loss_functions]

What differs between rooms: the header of the entries' class, without its .h, the function that finds an entry's docs,
and (where entries are more than declared) the module beside this one that writes the headers. A file is rewritten only when it changes, so that touching one .cc does not rebuild the room.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

LINE = re.compile(r"^SANOV_[A-Z]+\((\w+), *(\w+), *(\w+)\)$", re.M)


def docstring(text: str, name: str, shape: str) -> tuple[list[str], str]:
    """The `///` block above `constinit const Class<shape> name`, and the class."""
    found = re.search(rf"((?:^///.*\n)+)^constinit const (\w+)<{shape}> {name}\b", text, re.M)
    if not found:
        sys.exit(f"catalogue: no `///` block above `constinit const …<{shape}> {name}`")
    return [line[4:] if line.startswith("/// ") else line[3:] for line in found.group(1).splitlines()], found.group(2)


def split(lines: list[str], name: str) -> tuple[str, str, str]:
    """Title, meaning and formula of a block that opens `Title: meaning.` and indents its formula."""
    prose = []
    for line in lines:
        if line.startswith("  "):
            break
        prose.append(line)
    opening = " ".join(prose)
    if ": " not in opening:
        sys.exit(f"catalogue: the block of {name} must open with `Title: meaning.`")
    title, meaning = opening.split(": ", 1)
    formula = " ".join(line.strip() for line in lines if line.startswith("  "))
    if not formula:
        sys.exit(f"catalogue: the block of {name} has no indented formula")
    return title, meaning, formula


def quoted(text: str) -> str:
    """A C++ string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main(definition: Path, out: Path, entry: str, finder: str, writer: str = "") -> None:
    room = definition.stem
    sources: dict[str, str] = {}
    header = [f"#pragma once\n\n// Made from {definition.name} and the docstrings of its entries.\n",
              f'#include "sanov/{room}/{entry}.h"\n\nnamespace sanov {{\n']
    table = [f'#include "sanov/{room}/info.h"\n\n#include <string>\n\n#include "sanov/base/error.h"\n',
             "namespace sanov {\nnamespace {\n",
             "constexpr Doc kDocs[] = {"]
    entries = []
    for shape, name, file in LINE.findall(definition.read_text(encoding="utf-8")):
        text = sources.setdefault(file, (definition.parent / f"{file}.cc").read_text(encoding="utf-8"))
        lines, kind = docstring(text, name, shape)
        entries.append((shape, name, text, lines))
        title, meaning, formula = split(lines, name)
        header += [f"/// {line}".rstrip() for line in lines]
        header.append(f"extern const {kind}<{shape}> {name};\n")
        fields = ", ".join(quoted(field) for field in (name, title, meaning, formula, "\n".join(lines)))
        table.append(f"    {{{fields}}},")
    header.append("}  // namespace sanov\n")
    table += ["};\n\n}  // namespace\n", f"const Doc& {finder}(std::string_view {entry}) {{",
              "  for (const Doc& known : kDocs)", f"    if (known.name == {entry}) return known;",
              f'  fail_argument("{finder}", "{entry}", "\'" + std::string({entry}) + "\' is unknown");', "}\n",
              "}  // namespace sanov\n"]
    made = import_module(writer).headers(definition.name, entries) if writer else {f"{room}/{room}.h": "\n".join(header)}
    for path, content in made.items():
        write(out.parent / path, content)
    write(out / "docs.cc", "\n".join(table))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
