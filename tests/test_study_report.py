"""The report of a study: everything that was found, on one page that stands alone; plots that can be read."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.trainer.study import plots, report
from engine.trainer.study.blocks import Bars, Line, Plot, Table, Text
from engine.trainer.study.settings import Study
from tests.fixtures.trainer_study import BARS, CURVES, POINTS, MadeUp, findings

EVIL = "<script>alert('x')</script> & <!-- /study -->"
VISIBLE = 3.0  # WCAG 2.2, contrast of drawings
READABLE = 4.5  # and of text
TEMPLATE = Path(report.__file__).with_name("report.html.j2").read_text(encoding="utf-8")


class Page(HTMLParser):
    """The tags of a page, and what is read on it, without style."""

    VOID = frozenset({"meta", "use", "path", "br", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID or self.html_of_tag().endswith("/>"):
            self.open.append(tag)

    def html_of_tag(self) -> str:
        return self.get_starttag_text() or ""

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"{tag} ends what it did not begin"

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def section(self, name: str) -> str:
        """What is read after the heading of that id, up to the next one."""
        part = self.html.split(f'<h2 id="{name}">')[1].split("<h2")[0]
        return " ".join(re.sub(r"<[^>]*>", " ", part).split())


@pytest.fixture
def write(tmp_path: Path, looked_at: SimpleNamespace):
    """Writes a report of parts, and reads it again."""

    def written(*parts: MadeUp, **settings: object) -> Page:
        looked_at.settings = Study(**{"draws": 500, **settings})
        written.told = report.write(tmp_path, looked_at, findings(*parts))
        return Page((tmp_path / "report.html").read_text(encoding="utf-8"))

    return written


def svg_words(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


def test_the_page_says_what_was_studied(write):
    page = write(MadeUp())
    assert page.section("asked").startswith("What was asked of it")
    assert "tiny 3 A dual model in int8, 0 MB. Its vectors have 384 dims" in page.text
    assert "any prefix of 384, 64" in page.text and "500 draws" in page.text
    assert "trial" not in page.text


def test_a_trial_is_called_one_everywhere(write, tmp_path):
    page = write(MadeUp(), clips=10)
    sentence = "A trial: of each evaluation set at most 10 recordings"
    assert sentence in page.text and sentence in write.told
    assert sentence in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_aims_stand_first_with_why_one_was_not_reached(write):
    asked = write(MadeUp(), MadeUp("Tasks")).section("asked")
    assert "2 of 4 figures are reached" in asked
    assert "✓ reached What it costs: nDCG@10 ≥ 0.50 0.625 costs" in asked
    assert "✗ not reached Tasks: at 64 dims Too little data; 10 hours would do. ≥ 95 % 80 % tasks" in asked


def test_a_part_that_was_not_measured_says_why_and_the_others_are_shown(write):
    page = write(MadeUp(), MadeUp("Tasks", lacks="here/real.jsonl"))
    assert "Not measured. There is no file “here/real.jsonl”." in page.section("tasks")
    assert "It finds 0.625" in page.section("costs") and "Measured in 12.5 s" in page.section("costs")
    assert "1 of 2 figures" in page.section("asked")
    assert "Tasks (not measured)" in page.text
    assert "tasks: There is no file “here/real.jsonl”." in write.told


def test_nothing_measured_at_all_is_a_page_too(write):
    page = write(MadeUp(lacks="a"), MadeUp("Tasks", lacks="b"))
    assert "no figure was asked for" in page.section("asked")


def test_every_kind_of_block_is_shown_in_its_order(write):
    table = Table(
        "Who is taken for whom", ("intent", "times", "share"), [("card | money", 1234, 0.25), ("none", 3, None)]
    )
    page = write(MadeUp(blocks=(CURVES, BARS, table, Text("**Then** this."), POINTS)))
    section = page.section("costs")
    order = ["It finds", "Size against accuracy", "By voice", "Who is taken for whom", "Then this.", "Time"]
    assert [section.index(words) for words in order] == sorted(section.index(words) for words in order)
    assert "card | money 1,234 0.250 none 3 –" in section
    assert "<b>Then</b>" in page.html and "<code>everything</code>" in page.html
    assert Counter(tag for tag, _ in page.tags)["svg"] == 3


def test_the_figures_of_a_plot_can_be_read_as_a_table(write):
    section = write(MadeUp(blocks=(CURVES, POINTS))).section("costs")
    assert "dims speech PCA" in section
    assert "64 0.542 (0.400 to 0.600) 0.250" in section
    assert "2 –, 0.625" in section, "points of the same x share a row, and what is not known is a dash"


def test_a_plot_of_very_many_points_has_no_table(write):
    many = Plot("Spectrum", "component", "share", [Line("all", list(range(1, 385)), [0.5] * 384)])
    assert "The figures" not in write(MadeUp(blocks=(many,))).section("costs")


def test_columns_of_figures_are_flush_right_and_those_of_words_are_not():
    table = Table("", ("a", "b", "c"), [("x", "≥ 3", None), ("3 x", "+0.1 (0.0–0.2)", 4)])
    assert report.numeric(table) == [False, True, True]


def test_an_interval_is_not_broken_at_the_end_of_a_line(write):
    page = write(MadeUp(blocks=(Table("", ("a",), [("+0.1 (0.0–0.2) <points>",)]),)))
    assert '+0.1 <span class="whole">(0.0–0.2)</span> &lt;points&gt;' in page.html


def test_the_page_runs_nothing_and_asks_for_nothing(write):
    page = write(MadeUp(EVIL, blocks=(replace(CURVES, caption=EVIL, x_label=EVIL), replace(BARS, names=[EVIL, "b"]))))
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "base"}
    policies = [told["content"] for name, told in page.tags if told.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    links = [value for _, told in page.tags for key, value in told.items() if key in ("href", "src", "xlink:href")]
    assert links and all(link and link.startswith("#") for link in links)
    assert "://" not in page.html and "alert('x')" in page.text


def test_every_link_of_the_contents_leads_somewhere(write):
    page = write(MadeUp(blocks=(CURVES, BARS)), MadeUp("Tasks", lacks="x"))
    ids = {told["id"] for _, told in page.tags if "id" in told}
    links = {told["href"][1:] for _, told in page.tags if told.get("href")}
    assert {"asked", "costs", "tasks"} <= links <= ids


def test_every_tag_that_is_opened_is_closed(write):
    assert not write(MadeUp(blocks=(CURVES, POINTS, BARS, Table("", ("a",), [("b",)])))).open


def test_the_same_plot_gives_the_same_bytes_in_another_process():
    code = (
        "import sys; from engine.trainer.study.blocks import *; from engine.trainer.study.plots import svg; "
        f"sys.stdout.buffer.write((svg({CURVES}) + svg({BARS}, 470)).encode())"
    )
    seeds = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in "12"
    ]
    first, second = (one.communicate(timeout=60)[0].decode() for one in seeds)
    assert first == second == plots.svg(CURVES) + plots.svg(BARS, 470)


def test_writing_twice_changes_no_byte(write, tmp_path):
    page = write(MadeUp(blocks=(CURVES,)))
    assert write(MadeUp(blocks=(CURVES,))).html == page.html


def test_a_plot_keeps_its_words_as_words_and_leaves_its_colours_to_the_page():
    drawn = plots.svg(CURVES)
    words = svg_words(drawn)
    assert {"dims", "nDCG@10", "speech", "PCA", "the knee", "16", "64", "384"} <= set(words)
    assert not re.search(r"#[0-9a-f]{6}\b(?!\d)", re.sub(r'(?:href="|url\()#\w+', "", drawn)), "a colour of its own"
    used = set(re.findall(r"var\(--(\w+)\)", drawn))
    assert {"s1", "s2", "ink", "muted", "line", "card"} <= used
    assert 'aria-label="Size against accuracy"' in drawn


def test_what_looks_like_a_formula_is_left_as_it_is():
    assert "$5 and $6" in svg_words(plots.svg(replace(CURVES, x_label="$5 and $6")))


def test_a_readers_own_settings_of_matplotlib_change_nothing():
    import matplotlib

    usual = plots.svg(CURVES)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert plots.svg(CURVES) == usual


def test_an_interval_is_a_band_under_its_line():
    with_band = plots.svg(CURVES)
    without = plots.svg(replace(CURVES, lines=[replace(CURVES.lines[0], low=(), high=()), CURVES.lines[1]]))
    assert with_band.count("fill-opacity: 0.13") == 1 and "fill-opacity: 0.13" not in without


def test_lines_are_told_apart_without_colour():
    ten = [Line(f"line {number}", [1, 2], [number, number + 1]) for number in range(10)]
    drawn = plots.svg(Plot("", "x", "y", ten))
    marks = re.findall(r'<path id="m\w+" d="([^"]*)" style="stroke: var\(--card\)', drawn)
    assert len(set(marks)) == plots.COLOURS
    assert drawn.count("stroke-dasharray") == 4, "the ninth and the tenth, and both in the legend"


@pytest.mark.parametrize("scale", ["linear", "log2", "log10"])
def test_plots_of_little_or_nothing_are_drawn(scale):
    for lines in (
        [],
        [Line("", [], [])],
        [Line("one", [3], [0.5])],
        [Line("", [0, 1], [None, 0.5], [None, 0.4], [None, 0.6])],
    ):
        assert plots.svg(Plot("", "x", "y", lines, scale, (1, 0.5, "here"))).startswith("<svg")
    assert plots.svg(Bars("", "y", [], [])).startswith("<svg")


def test_a_bar_has_its_figure_and_those_of_a_chart_have_the_same_digits():
    words = svg_words(plots.svg(Bars("", "points", ["a", "b", "c"], [-0.4, 12.25, float("nan")])))
    assert {"−0.4", "12.2", "a", "b", "c"} <= set(words)


@pytest.mark.parametrize(
    "value, told",
    [(0.8234, "0.823"), (384.0, "384"), (1536, "1,536"), (1.0, "1.000"), (-12.44, "−12.4"), (None, "–"),
     (float("nan"), "–"), (float("inf"), "∞"), (12345.6, "12,346"), (0, "0")],
)  # fmt: skip
def test_figures_have_as_many_digits_as_are_read(value, told):
    assert plots.number(value) == told


def test_the_knee_is_named_where_it_hides_no_line():
    words = re.search(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>the knee<', plots.svg(CURVES))
    assert words
    drawn = re.findall(r"<path d=\"(M[^\"]*)\"[^>]*stroke: var\(--s\d\); stroke-width: 2", plots.svg(CURVES))
    assert len(drawn) == 4, "both lines, on the axes and in the legend"
    left, middle = map(float, words.groups())
    for line in drawn:
        ends = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", line)]
        for (x0, y0), (x1, y1) in itertools.pairwise(ends):
            for part in range(101):
                x, y = x0 + (x1 - x0) * part / 100, y0 + (y1 - y0) * part / 100
                assert not (left < x < left + 50 and middle - 10 < y < middle + 3)


def colours(theme: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", theme))


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
def test_colours_are_visible_in_every_theme(theme):
    chosen = colours(re.findall(r":root \{(.*?)\}", TEMPLATE, re.DOTALL)[theme])
    for number in range(plots.COLOURS):
        assert contrast(chosen[f"s{number + 1}"], chosen["card"]) >= VISIBLE
    for words, ground in (
        ("ink", "page"),
        ("muted", "card"),
        ("muted", "page"),
        ("good", "good-page"),
        ("bad", "bad-page"),
    ):
        assert contrast(chosen[words], chosen[ground]) >= READABLE, words


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_terminal_is_told_where_the_report_is_and_how_it_stands(write, tmp_path):
    write(MadeUp())
    lines = write.told.splitlines()
    assert lines[0] == f"tiny 3: {tmp_path / 'report.html'}"
    assert "1 of 2 figures that were asked for are reached." in lines
    assert "  reached      What it costs: nDCG@10     asked ≥ 0.50  found 0.625" in lines
    assert "  NOT REACHED  What it costs: at 64 dims  asked ≥ 95 %  found 80 %" in lines
    assert "               Too little data; 10 hours would do." in lines


def test_a_full_disk_leaves_the_report_that_was_there(write, tmp_path, monkeypatch):
    page = write(MadeUp())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Exception) as caught:
        write(MadeUp("Other"))
    assert caught.value.key == "disk-full"
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page.html
