"""The HTML report as a document: whole, self-contained, escaped, links and headings in order, colours legible."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from html_runs import shipped_run, small_run

from checker.diagnostics import of_line
from checker.records import Verdict
from checker.report import html
from checker.report.run import Run
from checker.settings import Settings

VOID = {"meta", "input", "br", "hr", "link", "img", "mspace"}


class Page(HTMLParser):
    """The elements of a page, in order, and its text; a tag that is closed wrongly is an error."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.append((self.open[-1], data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.elements if t == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(t.split()) for tag, t in self.texts if tag not in ("script", "style"))


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html.dumps(small_run()))


def test_every_line_is_there_with_its_verdict(page: Page) -> None:
    lines = [line for c in small_run().checked for line in c.lines]
    shown = [a for a in page.all("li") if a.get("class") == "line"]
    assert [a["data-verdict"] for a in shown] == [line.verdict.value for line in lines]
    assert ["data-below" in a for a in shown] == [bool(line.code) for line in lines]
    assert {"proved", "refuted", "undefined", "admitted"} <= {a["data-verdict"] for a in shown}


def test_what_is_said_of_a_line_is_there(page: Page) -> None:
    for line in (line for c in small_run().checked for line in c.lines):
        found = of_line(line)
        for said in (line.reason, line.printed, line.wrong):
            assert not said or " ".join(said.split()) in page.words
        if found is not None:
            assert found.headline in page.words
            assert found.place in page.words
            assert found.hint in page.words
            assert all(value in page.words for _, value in found.values)
    for said in ("the factor 2 is lost", "read as x = 7: the next line uses it", "1.41", "part <i>", "not answered"):
        assert said in page.words
    assert "undefined_name" in page.words  # the problem of a script


def test_text_of_scripts_is_escaped(page: Page) -> None:
    assert len(page.all("script")) == 1
    assert not page.all("b") or all(t != "markup" for tag, t in page.texts if tag == "b")
    assert "Slips & <b>markup</b>" in page.words
    assert "expand <script>alert(1)</script>" in page.words
    assert "A document <of> ours" in page.words


def test_mathematics_is_mathml(page: Page) -> None:
    assert len(page.all("math")) > 15
    assert all(a.get("alttext") is None or a["alttext"] for a in page.all("math"))
    assert page.all("msqrt") or page.all("msup")
    assert not [t for tag, t in page.texts if tag == "mtext" and "nodes" in t]


def test_nothing_is_loaded(page: Page) -> None:
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for _, attributes in page.elements:
        assert not {"src", "srcset", "data", "poster", "action"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html.style()
    assert "@import" not in html.style()


@pytest.mark.parametrize("run", [small_run, shipped_run], ids=["small", "shipped"])
def test_links_lead_somewhere_and_ids_are_one_each(run: object) -> None:
    page = Page(html.dumps(run()))  # type: ignore[operator]
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for a in page.all("a")}
    assert targets <= set(ids)


@pytest.mark.parametrize("run", [small_run, shipped_run], ids=["small", "shipped"])
def test_headings_are_in_order(run: object) -> None:
    page = Page(html.dumps(run()))  # type: ignore[operator]
    levels = [int(t[1]) for t, _ in page.elements if re.fullmatch("h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_and_names(page: Page) -> None:
    for landmark in ("header", "nav", "main", "footer", "form"):
        assert len(page.all(landmark)) == 1
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("nav")[0]["aria-label"]
    assert page.all("form")[0]["role"] == "search"
    assert all(a.get("role") == "img" and a.get("aria-label") for a in page.all("svg") if a.get("class") == "plot")
    assert page.all("a")[0]["href"] == "#main"  # the first stop of a keyboard


def test_without_script_all_but_the_filter_is_visible(page: Page) -> None:
    hidden = [(t, a) for t, a in page.elements if "hidden" in a]
    assert [(t, a.get("id")) for t, a in hidden] == [("form", "filter")]


def test_refuted_scalar_lines_are_drawn(page: Page) -> None:
    refuted = [x.claim for c in small_run().checked for x in c.lines if x.verdict is Verdict.REFUTED]
    assert refuted == ["slips.1", "slips.4", "slips.5", "vectors.2"]  # the fourth is real on one side of 0 only
    assert len([a for a in page.all("svg") if a.get("class") == "plot"]) == 2


def test_a_derivation_of_several_questions_stands_once(page: Page) -> None:
    assert [a["id"] for a in page.all("article")] == ["d-slips", "d-vectors"]
    assert "derived under Q1" in page.words


def test_the_same_run_gives_the_same_page() -> None:
    assert html.dumps(small_run()) == html.dumps(small_run())


def test_nothing_checked() -> None:
    page = Page(html.dumps(Run([], (), [], Settings(), 0.0, 5)))
    assert page.words.count("nothing was checked") == 2  # title and heading


def test_a_script_problem_alone_is_not_green() -> None:
    run = small_run()
    good = [replace(c, claims=tuple((k, ls) for k, ls in c.claims if not any(x.code for x in ls))) for c in run.checked]
    page = Page(html.dumps(replace(run, checked=good, code=2)))
    assert "Derivations: 1 problem in the scripts" in page.words


def test_the_report_of_all_shipped_derivations_is_light() -> None:
    source = html.dumps(shipped_run())
    assert source.count('class="line"') > 600
    assert len(source.encode()) < 3_000_000
    assert "✗ not answered" not in source


# ---------------------------------------------------------------- colours

ON = {
    "--paper": ("--ink", "--quiet", "--link", "--bad", "--said", "--left", "--right", "--good", "--fair"),
    "--soft": ("--ink", "--quiet", "--said"), "--good-soft": ("--good",), "--bad-soft": ("--bad", "--ink"),
    "--fair-soft": ("--fair",), "--said-soft": ("--said",),
}  # fmt: skip


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "number"), [("light", 0), ("dark", 1), ("print", 2)])
def test_text_stands_out_from_what_it_stands_on(scheme: str, number: int) -> None:
    blocks = [b for b in re.findall(r"\.checker \{([^}]*)\}", html.style()) if "--paper" in b]
    assert len(blocks) == 3
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", blocks[number]))
    for paper, inks in ON.items():
        for ink in inks:
            assert contrast(colours[paper], colours[ink]) >= 4.5, (scheme, paper, ink)
