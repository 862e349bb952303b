"""The report in a real browser: clicked through, searched, in the dark, narrow; nothing is fetched and nothing complains."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from conftest import Sanov
from test_report import HOSTILE, YEARS, hostile_tables


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, of deps/debian.txt. As root, as in a container, it has no sandbox."""
    program = shutil.which("chromium")
    assert program is not None, "chromium is not installed; ./dev test installs it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield chromium
        chromium.close()


class Opened:
    """A report in a window, and what happened in it that should not."""

    def __init__(self, browser: Browser, path: Path, width: int = 1200, scheme: str = "light", until: str = "load") -> None:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        self.trouble: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self._request(request, path.as_uri()))
        self.page.goto(path.as_uri(), wait_until=until)  # type: ignore[arg-type]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"{message.type}: {message.text}")

    def _request(self, request: Request, own: str) -> None:
        if request.url.split("#")[0] != own:
            self.trouble.append(f"request: {request.url}")

    def see_every_panel(self) -> None:
        """Scrolls each into view and waits for its charts."""
        panels = self.page.locator(".panel")
        for i in range(panels.count()):
            panels.nth(i).scroll_into_view_if_needed()
            expect(panels.nth(i).locator(".chart svg")).to_have_count(3)

    def brightness(self) -> float:
        """Of a screenshot, from 0 to 255: its mean, painted anew in an empty page."""
        import base64

        picture = base64.b64encode(self.page.screenshot()).decode()
        with self.page.context.browser.new_page() as empty:  # type: ignore[union-attr]
            return empty.evaluate(
                """async (picture) => {
                  const image = new Image();
                  image.src = "data:image/png;base64," + picture;
                  await image.decode();
                  const canvas = new OffscreenCanvas(image.width, image.height), brush = canvas.getContext("2d");
                  brush.drawImage(image, 0, 0);
                  const { data } = brush.getImageData(0, 0, image.width, image.height);
                  let sum = 0;
                  for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
                  return sum / (data.length / 4 * 3);
                }""",
                picture,
            )


def write_report(sanov: Sanov, *arguments: str) -> Path:
    answer = sanov("compare", *arguments, "--html", "report.html", "--exit-zero")
    assert answer.code == 0, answer.err
    return sanov.folder / "report.html"


def test_clicked_through(sanov: Sanov, browser: Browser) -> None:
    opened = Opened(browser, write_report(sanov, *YEARS))
    page = opened.page
    expect(page.locator("h1")).to_contain_text("4 columns differ")
    rows = page.locator("#overview tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text("differs")
    expect(rows.first).to_contain_text("fog 1.4% → 14%")

    # A name leads to its panel, by mouse and by keyboard, and the charts are there once it is seen.
    page.get_by_role("link", name="wind").click()
    panel = page.locator(".panel", has=page.get_by_role("heading", name="wind"))
    expect(panel).to_be_in_viewport()
    expect(panel).to_be_focused()
    expect(panel.locator(".chart svg")).to_have_count(3)
    assert panel.locator(".chart svg path").count() > 20  # bars, lines and axes
    panel.get_by_text("The numbers, cell by cell").click()
    expect(panel.locator("tbody tr")).to_have_count(13)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()

    page.keyboard.type("TEMP")
    expect(page.locator("#overview tbody tr:visible")).to_have_count(2)
    expect(page.locator(".panel:visible")).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 of 5 columns")
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox", name="Show").select_option("no more than chance")
    expect(page.locator("#overview tbody tr:visible")).to_have_count(1)
    page.get_by_role("combobox", name="Show").select_option("")

    opened.see_every_panel()
    assert opened.trouble == []


def test_light_and_dark(sanov: Sanov, browser: Browser) -> None:
    path = write_report(sanov, *YEARS)
    light, dark = Opened(browser, path), Opened(browser, path, scheme="dark")
    for opened in (light, dark):
        opened.page.locator(".panel").first.scroll_into_view_if_needed()
        expect(opened.page.locator(".panel").first.locator(".chart svg")).to_have_count(3)
    assert light.brightness() > 200 and dark.brightness() < 80
    for opened, pressed in ((light, "true"), (dark, "false")):
        button = opened.page.get_by_role("button", name="Dark")
        button.focus()
        opened.page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", pressed)
    assert light.brightness() < 80 and dark.brightness() > 200
    assert light.trouble == dark.trouble == []


@pytest.mark.parametrize("width", [320, 390, 700, 1200])
def test_nothing_is_wider_than_the_window(sanov: Sanov, browser: Browser, width: int) -> None:
    opened = Opened(browser, write_report(sanov, *hostile_tables(sanov)), width)
    opened.see_every_panel()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.trouble == []


def test_the_tree_for_screen_readers(sanov: Sanov, browser: Browser) -> None:
    page = Opened(browser, write_report(sanov, *YEARS), width=390).page  # where rows are drawn as cards
    table = page.get_by_role("table").first
    assert [head.text_content() for head in table.get_by_role("columnheader").all()][1:] == [
        "column", "JS distance (interval), 0 to 0.4", "p", "what changed"]
    expect(table.get_by_role("row")).to_have_count(6)
    expect(table.get_by_role("rowheader", name="weather")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the table")).to_be_focused()
    for heading in ("weather", "wind"):
        expect(page.get_by_role("article", name=heading)).to_have_count(1)


def test_hostile_names_do_nothing(sanov: Sanov, browser: Browser) -> None:
    opened = Opened(browser, write_report(sanov, *hostile_tables(sanov)))
    opened.see_every_panel()
    opened.page.get_by_role("searchbox").fill("</script><script>alert(1)")
    expect(opened.page.locator("#overview tbody tr:visible")).to_have_count(1)
    expect(opened.page.locator("#overview tbody tr:visible th")).to_have_text(HOSTILE[0])
    assert opened.page.evaluate("document.querySelectorAll('img, [onload], [onerror], [onmouseover]').length") == 0
    opened.page.get_by_role("searchbox").fill("")
    opened.page.locator(".panel .chart path").first.hover()
    assert opened.trouble == []


def test_a_thousand_columns_open_and_are_searchable_at_once(sanov: Sanov, browser: Browser) -> None:
    for name, shift in (("a.csv", 0), ("b.csv", 3)):
        with open(sanov.folder / name, "w") as file:
            file.write(",".join(f"column_{i}" for i in range(1000)) + "\n")
            for row in range(100):
                file.write(",".join(str((row * 7 + i * 13) % 101 + (shift if i % 10 == 0 else 0)) for i in range(1000)) + "\n")
    path = write_report(sanov, "a.csv", "b.csv")
    seconds = []
    for _ in range(3):  # of which the fastest counts: the machine may have other things to do
        began = time.perf_counter()
        opened = Opened(browser, path, until="commit")
        opened.page.locator("#search").fill("column_777")
        opened.page.wait_for_function("document.querySelectorAll('#overview tbody tr:not([hidden])').length === 1")
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 2, seconds
    expect(opened.page.locator(".panel:visible .chart svg")).to_have_count(3)
    assert opened.page.locator(".chart svg").count() < 30  # the others wait
    assert opened.trouble == []
