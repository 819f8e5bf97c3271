"""A reader with a browser: the list, a deliberation, the report, on a desk and on a phone."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from beraad.law.catalogue import LANGUAGES
from beraad.register.texts import texts
from tests.stories.served import served

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS = {"desk": 1280, "phone": 390}
PATHS = (
    *("", "?q=vidis", "about/", "22/056/", "18/046/", "25/052/", "24/222/", "24/044/"),
    *("22/056/?on=2024-06-01&known=2024-06-01", "report/2024/"),
)
SMALLEST_TARGET = """() => [...document.querySelectorAll('header a, nav a, button, summary')]
    .map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < 24)"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("CI"),
        reason="Debian's Chromium is not installed: apt-get install chromium",
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that must neither complain nor ask anything of another origin."""
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_its_window(page: Page, address: str, language: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    for path in PATHS:
        page.goto(f"{address}/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(SMALLEST_TARGET) == [], path


def test_the_own_typeface_is_used(page: Page, address: str):
    page.goto(f"{address}/nl/")
    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('19px \"Source Sans 3\"'))"
    )
    loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    assert "Source Sans 3" in page.evaluate(loaded)[0]


def test_a_reader_finds_a_deliberation_and_reads_it_before_its_amendment(page: Page, address: str):
    t = texts("nl")
    page.goto(f"{address}/nl/")
    page.get_by_label(t["filter-text"]).fill("geneesmiddelen vidis")
    page.get_by_role("button", name=t["filter-apply"]).click()
    assert page.locator(".register-list li").count() == 0
    page.get_by_label(t["filter-text"]).fill("vidis")
    page.get_by_role("button", name=t["filter-apply"]).click()
    page.locator(".register-list a").click()
    assert page.locator("h1").inner_text().startswith("Beraadslaging nr. 22/056")
    clause = page.locator("section.clause", has_text="dispensing-history")
    assert "1 jaar" in clause.inner_text()
    page.get_by_role("link", name=t["read-then"]).first.click()
    assert "6 maanden" in page.locator("section.clause", has_text="dispensing-history").inner_text()
    assert "on=2022-03-01" in page.url
    clause = page.locator("section.clause", has_text="dispensing-history")
    clause.locator("summary").click()
    assert clause.locator("pre").inner_text().startswith("from: gfd")


def test_a_figure_leads_to_its_source_and_a_number_to_its_page(page: Page, address: str):
    page.goto(f"{address}/fr/report/2024/")
    page.locator(".key-figures a", has_text="193").click()
    assert page.url.endswith("#source-requests")
    assert "193 aanvragen behandeld en goedgekeurd" in page.locator("#source-requests").inner_text()
    page.get_by_role("link", name="24/176").first.click()
    assert page.url == f"{address}/fr/24/176/"


def test_the_page_can_be_used_by_keyboard_alone(page: Page, address: str):
    page.goto(f"{address}/en/22/056/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == texts("en")["skip"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_ctrl_c_stops_the_site_cleanly():
    with served() as (address, process):
        pass
    assert process.returncode == 0
    assert address.startswith("http://127.0.0.1:")
