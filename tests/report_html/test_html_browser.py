"""The HTML report in a real browser: Chromium without a window, no network, errors on the console are failures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from html_runs import shipped_run, small_run

from checker.report import html

selenium = pytest.importorskip("selenium", reason="the extra `browser` is not installed")

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium here (Debian: apt-get install chromium chromium-driver)"
)
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1200,900"
).split()


def chromium(profile: Path, *flags: str) -> Any:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(executable_path=DRIVER))
    driver.set_page_load_timeout(60)
    return driver


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    driver = chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("small") / "report.html"
    path.write_text(html.dumps(small_run()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("shipped") / "report.html"
    path.write_text(html.dumps(shipped_run()), encoding="utf-8")
    return path.as_uri()


def visible(browser: Any, selector: str = "li.line") -> list[Any]:
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.id)", selector
    )


def verdicts(browser: Any) -> set[str]:
    return {
        browser.execute_script("return document.getElementById(arguments[0]).dataset.verdict", k)
        for k in visible(browser)
    }


def requests(browser: Any) -> list[str]:
    sent = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    return [m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"]


@pytest.mark.parametrize("page", ["small", "shipped"])
def test_it_loads_itself_and_nothing_else(browser: Any, page: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(page)
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(url)
    assert browser.get_log("browser") == []
    assert requests(browser) == [url]
    assert browser.execute_script("return document.compatMode") == "CSS1Compat"


def test_mathematics_is_drawn_as_mathematics(browser: Any, small: str) -> None:
    browser.get(small)
    line = browser.find_element(By.ID, "c-slips.2").find_element(By.CSS_SELECTOR, "mfrac")
    over, under = line.find_elements(By.XPATH, "./*")
    assert over.rect["y"] < under.rect["y"]
    assert line.rect["height"] > over.rect["height"] + under.rect["height"] - 1


def test_filters_by_verdict(browser: Any, small: str) -> None:
    browser.get(small)
    every = visible(browser)
    browser.find_element(By.CSS_SELECTOR, "input[value=proved]").click()
    assert "proved" not in verdicts(browser)
    assert 0 < len(visible(browser)) < len(every)
    assert browser.find_element(By.ID, "shown").text.startswith(f"{len(visible(browser))} of {len(every)} ")
    for box in browser.find_elements(By.CSS_SELECTOR, "input[name=verdict]:checked"):
        box.click()
    assert visible(browser) == []
    assert visible(browser, "main article, main .document") == []
    browser.find_element(By.CSS_SELECTOR, "input[value=undefined]").click()
    assert verdicts(browser) == {"undefined"}
    assert visible(browser, "main article") == ["d-slips"]


def test_below_the_bar_only(browser: Any, small: str) -> None:
    browser.get(small)
    browser.find_element(By.ID, "below").click()
    below = {f"l-{x.claim}.{x.step}" for c in small_run().checked for x in c.lines if x.code}
    assert set(visible(browser)) == below


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("CANCEL", ["l-slips.2.1"]),
        ("lost factor", ["l-slips.5.1-printed"]),
        ("no such thing", []),
        ("vectors symmetric", ["l-vectors.2.1"]),
    ],
)
def test_search(browser: Any, small: str, words: str, found: list[str]) -> None:
    browser.get(small)
    browser.find_element(By.ID, "words").send_keys(words)
    assert visible(browser) == found


def test_the_keyboard_reaches_the_filters(browser: Any, small: str) -> None:
    browser.get(small)
    focused = "return document.activeElement"
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    first = browser.execute_script(focused)
    assert first.get_attribute("class") == "skip"
    assert first.rect["x"] >= 0  # it is seen when it is reached
    first.send_keys(Keys.ENTER)
    assert browser.execute_script(focused).get_attribute("id") == "main"
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.execute_script(focused).get_attribute("id") == "words"
    browser.switch_to.active_element.send_keys("cancel", Keys.TAB)
    box = browser.execute_script(focused)
    assert box.get_attribute("name") == "verdict"
    before = box.is_selected()
    box.send_keys(Keys.SPACE)
    assert box.is_selected() != before
    outline = browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_link_to_a_hidden_line_shows_it(browser: Any, small: str) -> None:
    browser.get(small)
    browser.find_element(By.ID, "words").send_keys("cancel")
    browser.execute_script("location.hash = '#l-slips.1.1'")
    assert "l-slips.1.1" in visible(browser)
    assert browser.find_element(By.ID, "words").get_attribute("value") == ""


def test_without_script_all_is_visible(browser: Any, small: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(small)
        assert not browser.find_element(By.ID, "filter").is_displayed()
        lines = browser.find_elements(By.CSS_SELECTOR, "li.line")
        assert len(lines) == sum(len(c.lines) for c in small_run().checked)
        assert all(line.is_displayed() for line in lines)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark(browser: Any, small: str, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        browser.get(small)
        colour = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        bright = sum(int(k) for k in colour[colour.index("(") + 1 : -1].split(",")[:3]) > 3 * 128
        assert bright == (scheme == "light")
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_is_never_wider_than_the_window(browser: Any, shipped: str, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        browser.get(shipped)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_it_prints_without_what_is_for_the_screen(browser: Any, small: str) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        browser.get(small)
        assert visible(browser, "nav, #filter") == []
        assert len(visible(browser)) == sum(len(c.lines) for c in small_run().checked)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_all_shipped_derivations_open_and_filter_without_lag(browser: Any, shipped: str) -> None:
    browser.get(shipped)
    loading = "const t = performance.getEntriesByType('navigation')[0]; return t.domComplete - t.responseEnd"
    assert browser.execute_script(loading) < 10_000  # ms, on a machine that is shared; a fifth of a second alone
    searching = """
        const words = document.getElementById('words'), begin = performance.now();
        words.value = 'gradient';
        words.dispatchEvent(new Event('input', {bubbles: true}));
        document.body.offsetHeight;
        return performance.now() - begin;
    """
    assert browser.execute_script(searching) < 5_000
    assert 0 < len(visible(browser)) < 600
