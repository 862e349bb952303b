"""./dev docs: what README.md and docs/ show is run, and what they print is compared.

    ```console   lines after "$ " run in one shell a document; the lines below each are what it prints
    ```python    one interpreter a document; a block that starts with >>> is a doctest
    ```cpp       a program (or the inside of main) built against the installed sanov
    ```text      right after a python or cpp block: what that block prints

A line "…" stands for any lines, and "…" in a line for any text. A fence that says no-run (```cpp no-run) is only shown.
The working directory is a scratch folder with ./dev and examples/ in it. A command may fail only where the next one is
`echo $?`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import install
from build import build
from environment import ROOT, VENV_PYTHON, Trouble

FENCE = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```[ \t]*$", re.M | re.S)
MARK = "sanov-docs-end-of-command"
SECONDS = 300


@dataclass
class Block:
    """One fenced block, and the ```text right after it."""

    language: str
    code: str
    line: int
    printed: str | None = None


@dataclass
class Mismatch:
    line: int
    what: str


def blocks_of(text: str) -> list[Block]:
    """The blocks of a document that are to be run."""
    found: list[Block] = []
    end = -1
    for match in FENCE.finditer(text):
        language, words, code = match[1], match[2], match[3]
        follows = text[end : match.start()].strip() == "" if end >= 0 else False
        if language == "text" and follows and found and found[-1].language in ("python", "cpp"):
            found[-1].printed = code
        elif language in ("console", "python", "cpp") and "no-run" not in words:
            found.append(Block(language, code, text.count("\n", 0, match.start()) + 1))
            end = match.end()
            continue
        end = -1
    return found


def same(expected: str, printed: str) -> bool:
    """Whether the output is what the document shows, trailing blanks aside."""
    lines = [line.rstrip() for line in expected.strip("\n").splitlines()]
    pattern = ""
    for line in lines:
        if line.strip() in ("…", "..."):
            pattern += r"(?:[^\n]*\n)*"
        else:
            pattern += "[^\n]*?".join(re.escape(part) for part in line.split("…")) + r"[ \t]*\n"
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.strip("\n").splitlines()) + "\n") is not None


def _difference(code: str, expected: str, printed: str) -> str:
    return f"{code.strip()}\n--- the document shows\n{expected.rstrip()}\n--- it prints\n{printed.rstrip()}"


def commands_of(code: str) -> list[tuple[str, str]]:
    """A console block as (command, expected output); "> " continues a command, as in a shell."""
    found: list[tuple[str, str]] = []
    for line in code.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found and line.startswith("> ") and not found[-1][1]:
            found[-1] = (found[-1][0] + "\n" + line[2:], "")
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line + "\n")
    return found


def _console(blocks: list[Block], folder: Path, environment: dict[str, str]) -> Iterator[Mismatch]:
    """All console blocks of a document in one bash, so that files, variables and $? carry over."""
    commands = [(block.line, *command) for block in blocks for command in commands_of(block.code)]
    if not commands:
        return
    script = "".join(f"{command}\nstatus=$?; printf '\\n{MARK} %d\\n' $status; (exit $status)\n" for _, command, _ in commands)
    (folder / ".commands").write_text(script)
    done = subprocess.run(
        ["bash", ".commands"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        errors="replace",
        timeout=SECONDS,
    )
    answers = re.findall(rf"(.*?)\n{MARK} (\d+)\n", done.stdout, re.S)
    for i, (line, command, expected) in enumerate(commands):
        if i >= len(answers):
            yield Mismatch(line, f"{command}\nended the shell:\n{done.stdout[-2000:]}")
            return
        printed, status = answers[i]
        asks_next = i + 1 < len(commands) and "$?" in commands[i + 1][1]
        if status != "0" and not asks_next:
            yield Mismatch(line, f"{command}\nexited {status}:\n{printed.rstrip()}")
        elif expected and not same(expected, printed):
            yield Mismatch(line, _difference(command, expected, printed))


# Runs in the document's interpreter: blocks in, what each printed out, as JSON.
PYTHON_RUNNER = """
import contextlib, doctest, io, json, sys, traceback
scope, answers = {"__name__": "__main__"}, []
flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
for code in json.load(sys.stdin):
    out, error = io.StringIO(), ""
    with contextlib.redirect_stdout(out):
        try:
            if code.lstrip().startswith(">>>"):
                code = code.replace("…", "...")
                test = doctest.DocTestParser().get_doctest(code, scope, "block", "document", 0)
                runner = doctest.DocTestRunner(optionflags=flags, verbose=False)
                said = io.StringIO()
                if runner.run(test, out=said.write, clear_globs=False).failed:
                    error = said.getvalue()
                scope.update(test.globs)
            else:
                exec(compile(code, "document", "exec"), scope)
        except BaseException:
            error = traceback.format_exc()
    answers.append([out.getvalue(), error])
json.dump(answers, sys.stdout)
"""


def _python(blocks: list[Block], folder: Path, environment: dict[str, str]) -> Iterator[Mismatch]:
    if not blocks:
        return
    done = subprocess.run(
        [str(VENV_PYTHON), "-X", "utf8", "-c", PYTHON_RUNNER],
        cwd=folder,
        input=json.dumps([block.code for block in blocks]),
        capture_output=True,
        env=environment,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode != 0:
        yield Mismatch(blocks[0].line, f"the interpreter exited {done.returncode}:\n{done.stderr[-2000:]}")
        return
    for block, (printed, error) in zip(blocks, json.loads(done.stdout), strict=True):
        if error:
            yield Mismatch(block.line, f"{block.code.strip()}\n{error.rstrip()}")
        elif block.printed is not None and not same(block.printed, printed):
            yield Mismatch(block.line, _difference(block.code, block.printed, printed))


def program_of(code: str) -> str:
    """A C++ block as a whole program."""
    if re.search(r"\bmain\s*\(", code):
        return code
    lines = code.splitlines()
    includes = [line for line in lines if line.startswith("#include")]
    inside = [line for line in lines if not line.startswith("#include")]
    return "\n".join([*includes, "int main() {", *inside, "}", ""])


def _cpp(blocks: list[Block], folder: Path, prefix: Path) -> Iterator[Mismatch]:
    """All C++ blocks of a document as one project outside."""
    if not blocks:
        return
    source = folder / ".cpp"
    source.mkdir()
    names = [f"line_{block.line}" for block in blocks]
    project = ["cmake_minimum_required(VERSION 3.25)", "project(document LANGUAGES CXX)", "find_package(sanov REQUIRED)"]
    for name, block in zip(names, blocks, strict=True):
        (source / f"{name}.cc").write_text(program_of(block.code))
        project += [f"add_executable({name} {name}.cc)", f"target_link_libraries({name} PRIVATE sanov::sanov)"]
    (source / "CMakeLists.txt").write_text("\n".join(project) + "\n")
    try:
        built = install.build_outside(prefix, source, source / "build")
    except AssertionError as error:
        yield Mismatch(blocks[0].line, str(error))
        return
    for name, block in zip(names, blocks, strict=True):
        done = subprocess.run([built / name], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            yield Mismatch(block.line, f"the program exited {done.returncode}:\n{done.stdout}{done.stderr}")
        elif block.printed is not None and not same(block.printed, done.stdout):
            yield Mismatch(block.line, _difference(block.code, block.printed, done.stdout))


def _environment(tree: Path) -> dict[str, str]:
    """A plain terminal of 80 columns, with the programs just built first in PATH."""
    path = os.pathsep.join([str(tree / "cli"), str(VENV_PYTHON.parent), os.environ.get("PATH", "")])
    plain = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    return {**os.environ, **plain, "PATH": path, "PYTHONPATH": str(tree / "python")}


def run_document(document: Path, tree: Path, prefix: Path) -> list[Mismatch]:
    """Every block of one document that does not do what it shows."""
    blocks = blocks_of(document.read_text())
    chosen = {name: [block for block in blocks if block.language == name] for name in ("console", "python", "cpp")}
    with tempfile.TemporaryDirectory(prefix="sanov-docs-") as name:
        folder = Path(name)
        subprocess.run(["cp", "-r", str(ROOT / "examples"), str(folder / "examples")], check=True)
        (folder / "dev").symlink_to(ROOT / "dev")
        found = [*_console(chosen["console"], folder, _environment(tree)), *_python(chosen["python"], folder, _environment(tree))]
        found += _cpp(chosen["cpp"], folder, prefix)
    return found


def docs(arguments: list[str]) -> int:
    """./dev docs [FILE…]"""
    named = [Path(word).absolute() for word in arguments]
    documents = named or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    documents = [path for path in documents if path.exists() or path in named]
    absent = [path for path in documents if not path.exists()]
    if absent:
        raise Trouble(f"{shlex.quote(str(absent[0]))} does not exist")
    tree = build("test", ["all"])
    failures = blocks = 0
    with tempfile.TemporaryDirectory(prefix="sanov-docs-install-") as name:
        prefix = install.installed_prefix(Path(name))
        for document in documents:
            blocks += len(blocks_of(document.read_text()))
            for mismatch in run_document(document, tree, prefix):
                failures += 1
                sys.stderr.write(f"{document}:{mismatch.line}: {mismatch.what}\n\n")
    print(f"docs: {blocks} examples in {len(documents)} documents, {failures} failed")
    return 1 if failures else 0
