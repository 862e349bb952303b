"""Reads families.def and the `///` block above each family's struct; writes the catalogue of families.

    python3 families.py sanov/families/families.def OUT

Made are families.h, which includes every family; a source a family, which puts its functions behind pointers (one file
each keeps compilations short); and catalogue.cc, the table of them all.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from catalogue import LINE, quoted, split, write


def docstring(text: str, kind: str) -> list[str]:
    """The `///` block above `struct Kind {`."""
    found = re.search(rf"((?:^///.*\n)+)^struct {kind} \{{", text, re.M)
    if not found:
        sys.exit(f"families: no `///` block above `struct {kind}`")
    return [line[4:] if line.startswith("/// ") else line[3:] for line in found.group(1).splitlines()]


def source(kind: str, file: str, text: str) -> str:
    lines = docstring(text, kind)
    title, meaning, formula = split(lines, kind)
    fields = ",\n    ".join(quoted(field) for field in (file, title, meaning, formula, "\n".join(lines)))
    return f"""#include "sanov/families/{file}.h"

#include "sanov/families/entry.h"

namespace sanov {{
namespace {{

constexpr Doc kDoc{{
    {fields}}};

}}  // namespace

FamilyEntry {file}_entry() {{ return EntryOf<{kind}>::entry("{kind}", &kDoc); }}

}}  // namespace sanov
"""


def main(definition: Path, out: Path) -> None:
    families = [(kind, file) for _, kind, file in LINE.findall(definition.read_text(encoding="utf-8"))]
    for kind, file in families:
        write(out / f"{file}_entry.cc", source(kind, file, (definition.parent / f"{file}.h").read_text(encoding="utf-8")))
    includes = "\n".join(f'#include "sanov/families/{file}.h"' for _, file in families)
    write(out / "families.h", f"#pragma once\n\n// Made from {definition.name}: every family.\n{includes}\n")
    declared = "\n".join(f"FamilyEntry {file}_entry();" for _, file in families)
    listed = "\n".join(f"      {file}_entry()," for _, file in families)
    write(out / "catalogue.cc", f"""#include "sanov/families/catalogue.h"

namespace sanov {{

{declared}

std::span<const FamilyEntry> all_families() {{
  static const FamilyEntry entries[] = {{
{listed}
  }};
  return entries;
}}

}}  // namespace sanov
""")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
