"""How ./dev docs reads a document, and what it accepts."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path

import documents

DOCUMENT = """\
# Title

```console
$ echo one; false
one
$ echo $?
1
$ printf 'a\\nb\\n'
…
b
```

```python
print(6 * 7)
```

```text
42
```

Prose in between: the next block belongs to nothing.

```text
not checked
```

```cpp no-run
this is only shown
```
"""


class Documents(unittest.TestCase):
    def console(self, code: str) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            block = documents.Block("console", code, 1)
            return [found.what for found in documents._console([block], Path(folder), dict(os.environ))]

    def test_blocks_and_their_outputs(self) -> None:
        blocks = documents.blocks_of(DOCUMENT)
        self.assertEqual([(block.language, block.line) for block in blocks], [("console", 3), ("python", 13)])
        self.assertEqual(blocks[1].printed, "42\n")
        self.assertIsNone(blocks[0].printed)

    def test_a_document_that_tells_the_truth(self) -> None:
        self.assertEqual(self.console(documents.blocks_of(DOCUMENT)[0].code), [])

    def test_output_that_differs(self) -> None:
        (found,) = self.console("$ echo one\ntwo\n")
        self.assertIn("the document shows\ntwo", found)
        self.assertIn("it prints\none", found)

    def test_a_failure_that_the_document_does_not_show(self) -> None:
        (found,) = self.console("$ false\n")
        self.assertIn("exited 1", found)

    def test_a_shell_that_ends(self) -> None:
        (found,) = self.console("$ exit 3\n$ echo never\n")
        self.assertIn("ended the shell", found)

    def test_a_command_of_two_lines(self) -> None:
        self.assertEqual(documents.commands_of("$ cat <<.\n> text\n> .\ntext\n"), [("cat <<.\ntext\n.", "text\n")])

    def test_what_dots_stand_for(self) -> None:
        self.assertTrue(documents.same("a\n…\nd\n", "a\nb\nc\nd\n"))
        self.assertTrue(documents.same("took … s\n", "took 3.2 s   \n"))
        self.assertFalse(documents.same("took … s\n", "took 3.2 ms\n"))
        self.assertFalse(documents.same("a\nb\n", "a\n"))
        self.assertTrue(documents.same("1.5 (x)\n", "1.5 (x)"))
        self.assertFalse(documents.same("1.5\n", "1x5\n"))

    def test_a_fragment_becomes_a_program(self) -> None:
        program = documents.program_of("#include <cstdio>\nstd::puts(\"x\");\n")
        self.assertTrue(program.startswith("#include <cstdio>\nint main() {\n"))
        self.assertEqual(documents.program_of("int main() {}\n"), "int main() {}\n")


if __name__ == "__main__":
    unittest.main()
