"""sanov compare --html and --markdown: what is in the files."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest

from conftest import EXAMPLES, ROOT, Sanov

YEARS = [str(EXAMPLES / f"weather-{year}.csv") for year in (2012, 2015)]
HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "\u202egnp.exe",
    "👩‍👩‍👧 🏳️‍🌈 שלום",
    "bell\x07 \x1b[31mred\x1b[2J\r\nline\ttab",
    "x" * 10_000,
    "--><!-- <svg onload=alert(1)>",
    "|a|b|`c`*d*[e](f)@everyone #1 www.evil.example",
    "$(touch evil)`touch evil`",
]


def hostile_tables(sanov: Sanov) -> list[str]:
    """Names of columns and categories, and of the files, that try to be something else."""
    names = ["<b>a<b>.csv", "after --> 'b' \u202e.csv"]
    for name, every in zip(names, (2, 5)):
        with open(sanov.folder / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HOSTILE)
            writer.writerows([text if i % every == 0 else "usual" for text in HOSTILE] for i in range(120))
    return names


class Page(HTMLParser):
    """Tags, their attributes, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words = ""
        self.in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag == "script":
            self.in_script = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.scripts[-1] += data
        else:
            self.words += data

    def data(self) -> Any:
        return json.loads(self.scripts[0])


def report(sanov: Sanov, *arguments: str) -> tuple[str, Page]:
    answer = sanov("compare", *arguments, "--html", "report.html", "--exit-zero")
    assert answer.code == 0, answer.err
    text = (sanov.folder / "report.html").read_text(encoding="utf-8")
    return text, Page(text)


def test_the_libraries_are_those_that_the_list_says() -> None:
    folder = ROOT / "sanov" / "report" / "assets"
    listed = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sorted(listed) == ["vega-embed.min.js", "vega-lite.min.js", "vega.min.js"]
    for name, digest in listed.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest, name
        assert b"</script" not in content.lower()
        assert digest in (folder / "README.md").read_text()


def test_only_the_own_scripts_may_run(sanov: Sanov) -> None:
    text, page = report(sanov, *YEARS)
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    own = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts[2:]}
    assert len(own) == 4 and allowed == own
    assert "unsafe-eval" not in policy and "unsafe-inline" not in policy.split("style-src")[0]
    assert not [a for tag, a in page.tags if "src" in a or tag in ("link", "iframe", "object", "base", "form")]
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]


def test_the_page_says_what_the_terminal_says(sanov: Sanov) -> None:
    text, page = report(sanov, *YEARS)
    answer = sanov.json("compare", *YEARS)
    data = page.data()
    assert [c["name"] for c in data["columns"]] == [c["column"] for c in answer["columns"]]
    verdicts = {"differs": "differs", "same": "the same", "unclear": "no more than chance"}
    assert [c["verdict"] for c in data["columns"]] == [verdicts[c["evidence"]["verdict"]] for c in answer["columns"]]
    assert [c["changed"] for c in data["columns"]] == [c["changed"] for c in answer["columns"]]
    for shown, known in zip(data["columns"], answer["columns"]):
        assert shown["js"] == pytest.approx(known["evidence"]["js_distance"]["value"], rel=1e-2)
        assert sum(shown["cell_js"]) == pytest.approx(100, abs=1)
        assert sum(shown["cell_ref"]) == pytest.approx(100, abs=1) and sum(shown["cell_cur"]) == pytest.approx(100, abs=1)
        assert ("ref" in shown) == (known["histogram"] is not None) == (known["kind"] not in ("text",))
        if "ref" in shown:
            assert sum(shown["ref"]) == pytest.approx(100, abs=1) and shown["ref"][-1] == 0
    text = sanov("compare", *YEARS, COLUMNS="1000").out
    title, verdict = text.splitlines()[:2]
    assert title in page.words and verdict in page.words


def test_hostile_names_stay_names(sanov: Sanov) -> None:
    files = hostile_tables(sanov)
    text, page = report(sanov, *files)
    assert len(page.scripts) == 6 and len([tag for tag, _ in page.tags if tag in ("img", "b")]) == 0
    shown = [c["name"] for c in page.data()["columns"]]
    assert len(shown) == len(HOSTILE) and max(map(len, shown)) < 400
    assert "</script><script>alert(1)</script>" in shown and "👩‍👩‍👧 🏳️‍🌈 שלום" in shown
    assert "⟨U+202E⟩gnp.exe" in shown and "bell␇ ␛[31mred␛[2J␍␊line␉tab" in shown and "x" * 79 + "…" in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_hostile_names_in_every_other_answer(sanov: Sanov) -> None:
    files = hostile_tables(sanov)
    controls = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")
    for options in ([], ["--all-measures"], ["--markdown"], ["--columns", HOSTILE[5]], ["--columns", "nosuch\x1b[2J"],
                    ["--joint", ",".join([HOSTILE[2], HOSTILE[4]]), "--permutations", "9"]):
        answer = sanov("compare", *files, *options)
        assert not controls.search(answer.out + answer.err), options
        assert max(map(len, answer.out.splitlines()), default=0) < 3000
    answer = sanov.json("compare", *files)
    assert sorted(c["column"] for c in answer["columns"]) == sorted(HOSTILE)  # programs get the names as they are
    markdown = sanov("compare", *files, "--markdown").out
    assert "<script" not in markdown and "<img" not in markdown and "@everyone" not in markdown and "://" not in markdown
    assert "www.evil" not in markdown
    for line in markdown.splitlines():
        assert not line.startswith("|") or line.count("|") == 7, line


def test_markdown(sanov: Sanov) -> None:
    answer = sanov("compare", *YEARS, "--markdown")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0].startswith("**4 columns differ, 1 does not")
    at = lines.index("| --- | --- | --- | --- | --- | --- |")
    assert [line.split(" | ")[0] for line in lines[at + 1 : at + 5]] == [
        f"| <code>{c['column'].replace('_', '&#95;')}</code>" for c in sanov.json("compare", *YEARS)["columns"][:4]]
    assert "fog 1.4% → 14%" in answer.out
    assert answer.out.count("<details>") == answer.out.count("</details>") == 3
    assert "1 column does not differ" in answer.out


def test_a_thousand_columns(sanov: Sanov) -> None:
    for name, shift in (("a.csv", 0), ("b.csv", 3)):
        with open(sanov.folder / name, "w") as file:
            file.write(",".join(f"column_{i}" for i in range(1000)) + "\n")
            for row in range(200):
                file.write(",".join(str((row * 7 + i * 13) % 101 + (shift if i % 10 == 0 else 0)) for i in range(1000)) + "\n")
    def seconds(*options: str) -> float:
        began = time.perf_counter()
        assert sanov("compare", "a.csv", "b.csv", "--json", "--exit-zero", *options).code == 0
        return time.perf_counter() - began
    plain = min(seconds() for _ in range(2))
    assert min(seconds("--html", "report.html") for _ in range(2)) - plain < 1
    assert (sanov.folder / "report.html").stat().st_size < 3_000_000


def test_a_profile_on_either_side(sanov: Sanov) -> None:
    sanov("profile", YEARS[0], "-o", "2012.profile")
    sanov("profile", YEARS[1], "--frame", "2012.profile", "-o", "2015.profile")
    text, page = report(sanov, "2012.profile", "2015.profile")
    assert {c["name"] for c in page.data()["columns"]} == {"weather", "temp_max", "temp_min", "wind", "precipitation"}


def test_bad_requests(sanov: Sanov) -> None:
    assert sanov.error("compare", *YEARS, "--html", "report.txt") == "sanov compare: report.txt does not end in .html, as a page does."
    assert "two answers" in sanov.error("compare", *YEARS, "--json", "--markdown")
    assert "nowhere" in sanov.error("compare", *YEARS, "--html", "nowhere/report.html")
    sanov.error("compare", YEARS[0], "missing.csv", "--html", "report.html")  # which then is not written


def test_columns_together_are_in_every_face(sanov: Sanov) -> None:
    options = ["--columns", "wind,temp_max,weather", "--joint", "temp_max,wind", "--target", "weather", "--permutations", "99"]
    text, page = report(sanov, *YEARS, *options)
    shown = sanov("compare", *YEARS, *options, COLUMNS="300").out
    auc = re.search(r"AUC 0\.\d+ \(0\.\d+–0\.\d+\)", shown)
    title = next(line for line in shown.splitlines() if line.startswith("target weather"))
    assert auc is not None and auc[0] in page.words and title in page.words
    markdown = sanov("compare", *YEARS, *options, "--markdown").out
    assert auc[0] in markdown and "did its covariates change" in markdown
