"""Each rule of check_rooms.py, broken on purpose in a small house."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from check_rooms import breaches

HOUSE = {
    "sanov/base/CMakeLists.txt": "sanov_room(base PRIVATE fmt::fmt)\n",
    "sanov/base/error.h": "#include <string>\n",
    "sanov/numerics/CMakeLists.txt": "sanov_room(numerics USES base PRIVATE TBB::tbb)  # not measures\n",
    "sanov/numerics/parallel.h": '#include "sanov/base/error.h"\n',
    "sanov/numerics/parallel.cc": '#include <tbb/parallel_for.h>\n#include "sanov/numerics/parallel.h"\n',
    "sanov/numerics/parallel_test.cc": "#include <gtest/gtest.h>\n#include <rapidcheck/gtest.h>\n",
    "sanov/numerics/log-inl.h": "#include <hwy/highway.h>\n",
    "sanov/measures/CMakeLists.txt": "sanov_room(measures\n  USES base numerics)\n",
    "sanov/measures/kl.cc": '#include "sanov/numerics/log-inl.h"\n',
}


class CheckRooms(unittest.TestCase):
    def breaches_with(self, path: str, text: str) -> list[str]:
        with tempfile.TemporaryDirectory() as name:
            for file, content in {**HOUSE, path: text}.items():
                (Path(name) / file).parent.mkdir(parents=True, exist_ok=True)
                (Path(name) / file).write_text(content)
            return breaches(Path(name))

    def expect(self, path: str, text: str, *words: str) -> None:
        found = self.breaches_with(path, text)
        self.assertEqual(len(found), 1, found)
        for word in (path, *words):
            self.assertIn(word, found[0])

    def test_the_house_itself_is_sound(self) -> None:
        self.assertEqual(self.breaches_with("README.md", ""), [])

    def test_a_room_that_is_not_declared(self) -> None:
        self.expect("sanov/numerics/sort.cc", '\n#include "sanov/measures/kl.h"\n', ":2:", "USES")

    def test_a_room_that_does_not_exist(self) -> None:
        self.expect("sanov/fit/CMakeLists.txt", "sanov_room(fit USES families)", "families", "no room")

    def test_an_include_of_no_room(self) -> None:
        self.expect("sanov/base/cells.cc", '#include "sanov/nowhere/x.h"\n', "no declared room")

    def test_a_room_that_leans_on_the_command(self) -> None:
        self.assertEqual(self.breaches_with("python/module.cc", '#include "cli/run.h"\n'), [])
        self.expect("sanov/base/cells.cc", '#include "cli/run.h"\n', "not under")

    def test_an_include_not_from_the_root(self) -> None:
        self.expect("sanov/base/cells.cc", '#include "error.h"\n', "root")

    def test_a_library_outside_its_place(self) -> None:
        self.expect("sanov/measures/js.cc", "#include <tbb/parallel_for.h>\n", "sanov/numerics/parallel.cc")
        self.expect("sanov/base/cells.cc", "#include <gtest/gtest.h>\n", "_test.cc")

    def test_a_library_that_nobody_planned(self) -> None:
        self.expect("sanov/base/cells.cc", "#include <lemon/list_graph.h>\n", "OUTSIDE")

    def test_a_heavy_library_in_a_public_header(self) -> None:
        self.expect("sanov/measures/kl.h", "#include <hwy/highway.h>\n", "header that users include")

    def test_an_internal_header_in_a_public_one(self) -> None:
        self.expect("sanov/measures/kl.h", '#include "sanov/numerics/log-inl.h"\n', "internal")

    def test_the_umbrella_inside_the_house(self) -> None:
        self.expect("sanov/measures/js.cc", "#include <sanov/sanov.h>\n", "for users")

    def test_a_long_file(self) -> None:
        self.expect("python/sanov/long.py", "pass\n" * 451, "451")

    def test_a_name_that_says_nothing(self) -> None:
        self.expect("sanov/base/utils.h", "", "name")
        self.expect("bench/common/run.py", "", "name")


if __name__ == "__main__":
    unittest.main()
