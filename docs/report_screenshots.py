"""Takes the pictures of docs/report.md anew: ./dev python docs/report_screenshots.py"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import sanov

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"


def main() -> None:
    os.chdir(EXAMPLES.parent)
    found = sanov.compare("examples/weather-2012.csv", "examples/weather-2015.csv")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        found.to_html(path)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for name, width, height, scheme, panel in (
            ("light", 1000, 640, "light", None),
            ("dark", 1000, 560, "dark", 1),
            ("narrow", 390, 760, "light", None),
        ):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(path.as_uri())
            if panel is not None:
                page.locator(".panel").nth(panel).evaluate("panel => panel.scrollIntoView()")
            page.wait_for_selector(".panel .chart svg")
            page.wait_for_timeout(500)
            page.screenshot(path=HERE / f"report-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
