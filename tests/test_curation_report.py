"""The report of a curation: figures that are those of the manifests, rows to read and to hear, no way out of it."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.trainer.curation import drawings, figures, listening, report, row
from engine.trainer.curation.figures import Contents, Histogram, Measure, Passed
from engine.trainer.curation.pipeline import Done
from engine.trainer.curation.row import Row
from tests.fixtures.trainer_report import curation, problems, said, text

EVIL = "<script>alert('x')</script> & \"<img src=x onerror=y>\""


class Page(HTMLParser):
    """The tags of a page, and what is read on it, without style."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.html = path.read_text(encoding="utf-8")
        self._open = [""]
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        self._open.append("")

    def handle_data(self, data):
        if self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def section(self, name: str) -> str:
        """What is read after the heading of that id, up to the next one."""
        part = self.html.split(f'id="{name}"')[1].split("<h2")[0]
        return " ".join(re.sub(r"<[^>]*>", " ", part).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def heard(uri: str) -> np.ndarray:
    samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(uri.partition(",")[2])))
    assert rate_hz == 16_000
    return samples


def page(folder: Path, **changed: Row) -> Page:
    return Page(report.write(folder, curation(folder, **changed)))


def test_totals_and_groups_are_those_of_the_manifest(tmp_path):
    shown = page(
        tmp_path, r001=said("r001", "waaw kay", source="radio", speaker="anchor", voice="kokoro", licence="CC0")
    )
    curated = list(row.read(tmp_path / "curated.jsonl"))
    kept = [one for one in curated if one.kept]
    assert (len(kept), len(curated)) == (21, 24)
    assert "21 rows kept of 24" in shown.text
    minutes = [f"{sum(one.seconds for one in some):.1f} s" for some in (kept, curated)]
    assert f"{minutes[0]} of sound kept of {minutes[1]}" in shown.text
    contents = shown.section("contents")
    for group in (
        "made-up 20 23",
        "radio 1 1 2.0 s",
        "CC0 1 1",
        "the synthesiser kokoro 1 1",
        "train 4 speakers 21 21",
    ):
        assert group in contents
    assert "anchor 1 1 2.0 s" in contents
    assert f"written by people {sum(one.french_from == 'human' for one in kept)}" in contents


def test_each_stage_shows_what_it_took_and_why(tmp_path):
    stages = page(tmp_path).section("stages")
    assert "24 of 24 rows are kept" in stages
    assert "21 of 24 rows are kept" in stages
    assert stages.count("filter.noisy") == 1, "a reason stands with the stage that gave it"
    assert "filter.noisy 3 " in stages
    assert "The speech is 2.0 dB above the noise; at least 5. r005" in stages
    assert "A note of spelling." in stages and "3.0 s" in stages


def test_a_stage_that_was_skipped_is_named(tmp_path):
    records = curation(tmp_path)
    skipped = report.StageRecord("recognise", tmp_path / "none.jsonl", skipped=True)
    shown = Page(report.write(tmp_path, [records[0], skipped, *records[1:]]))
    assert "recognise skipped" in shown.section("stages")


def test_the_cost_of_a_stage_is_shown_for_an_hour_of_sound(tmp_path):
    records = curation(tmp_path)
    records[1] = replace(records[1], work_s=30.0, work_hours=0.5, work_rows=24)
    records[2] = replace(records[2], work_s=0.6, work_rows=200)
    stages = Page(report.write(tmp_path, records)).section("stages")
    assert "One hour of sound takes 1.0 min of one processor core." in stages
    assert "A thousand rows take 3.0 s of one processor core." in stages


def test_ten_rows_of_each_stage_can_be_heard(tmp_path):
    shown = page(tmp_path)
    assert len(shown.all("audio")) == 4 * 10 + 3
    assert "10 at random" in shown.section("listen-1")
    sources = [sound["src"] or "" for sound in shown.all("audio")]
    assert sources[0].startswith("data:audio/mpeg;base64,")
    samples = heard(sources[0])
    assert 0.4 < len(samples) / 16_000 < 1.2
    assert np.abs(samples).max() > 0.05


def test_what_a_stage_changed_stands_with_the_row(tmp_path):
    shown = page(tmp_path)
    assert "<del>djàng</del> <ins>jàng</ins>" in shown.html.split('id="listen-2"')[1].split("<h2")[0]
    assert "<ins>" not in shown.html.split('id="listen-1"')[1].split("<h2")[0]
    assert "Left out here: 3 at random" in shown.section("listen-3")
    assert "split train" in shown.section("listen-4")


def test_nothing_in_a_row_becomes_part_of_the_page(tmp_path):
    evil = said("r003", EVIL, french=EVIL, speaker=EVIL, source=EVIL, licence=EVIL, voice=EVIL, seconds=None)
    problems(tmp_path, [(EVIL, EVIL, EVIL)])
    shown = page(tmp_path, r003=evil.leave_out("filter.<b>", EVIL), r004=replace(evil, id="r004", split="test"))
    assert not shown.all("script") and not shown.all("img") and not shown.all("b<")
    assert EVIL in shown.text
    assert "<script" not in shown.html


def test_the_page_asks_for_nothing(tmp_path):
    shown = page(tmp_path)
    (policy,) = [meta for meta in shown.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; media-src data:"
    for tag, attributes in shown.tags:
        assert tag not in ("script", "link", "iframe", "object", "base", "form")
        for name in ("src", "href"):
            value = attributes.get(name) or ""
            assert not value or value.startswith("#") or value.startswith("data:audio/"), (tag, value)
    assert "@import" not in shown.html and "url(" not in shown.html
    targets = {attributes["id"] for _, attributes in shown.tags if "id" in attributes}
    assert {link["href"].removeprefix("#") for link in shown.all("a")} <= targets


def test_the_same_manifests_give_the_same_page(tmp_path):
    one, other = page(tmp_path / "one" / "data"), page(tmp_path / "other" / "data")
    assert one.html == other.html


def test_leaks_are_counted_from_the_manifest_and_cannot_be_overlooked(tmp_path):
    shown = page(tmp_path, r001=said("r001", "waaw", split="test"), r002=said("r002", "Waaw!", split="train"))
    assert 'class="leak"' in shown.html
    assert "sentence train, test 1 waaw r002, r001" in shown.section("leaks")
    assert "LEAKS" in report.summary(tmp_path)
    assert "1 × sentence in train and test: “waaw” (r002, r001)" in report.summary(tmp_path)


def test_no_leak_says_what_was_compared_and_no_test_set_says_so(tmp_path):
    clean = page(tmp_path / "clean", r001=said("r001", "waaw", split="test"))
    assert "None found. Compared, of all rows that are kept: speaker, sentence," in clean.section("leaks")
    assert "No leak" in report.summary(tmp_path / "clean")
    none = page(tmp_path / "none")
    assert "Nothing is held out." in none.section("leaks") and "None found" not in none.text
    assert "Nothing is held out" in report.summary(tmp_path / "none")


def test_lines_that_are_no_rows_are_listed_by_kind_with_their_place(tmp_path):
    folder = tmp_path
    found = [(f"train.tsv, line {n}", "text-empty", "There is no Wolof text.") for n in range(9)]
    problems(folder, [("clips.tsv, line 3", "file-missing", "a.mp3 is not there."), *found])
    section = page(folder).section("problems")
    assert "10 lines could not be read" in section
    assert section.index("text-empty 9") < section.index("file-missing 1 a.mp3 is not there. clips.tsv, line 3")
    assert "line 4" in section and "line 5" not in section
    assert "9 text-empty, 1 file-missing" in report.summary(folder)


def test_sound_that_cannot_be_read_says_why(tmp_path):
    shown = page(tmp_path, r001=said("r001", "waaw kay"))
    assert "There is no file “/nowhere/a.flac”." in shown.text
    assert len(shown.all("audio")) < 4 * 10 + 3


def test_of_a_long_recording_the_beginning_is_heard(tmp_path):
    path = tmp_path / "long.wav"
    tone = 0.2 * np.sin(np.arange(16_000 * 3) / 5) * (np.arange(16_000 * 3) > 16_000)  # silent for a second
    soundfile.write(path, tone.astype(np.float32), 16_000)
    clip = listening.clip(Row("a", audio=path), most_s=1.0)
    assert clip.note == "the first 1 s"
    assert len(heard(clip.uri)) < 1.3 * 16_000
    assert np.abs(heard(clip.uri)[:12_000]).max() < 0.01
    part = listening.clip(Row("a", audio=path, start_s=1.0, end_s=1.5), most_s=1.0)
    assert np.abs(heard(part.uri)).max() > 0.1 and not part.note
    assert len(heard(part.uri)) < 0.8 * 16_000
    assert listening.clip(text("a")) == listening.Clip()


def test_a_curation_without_rows_or_sound_is_a_page_too(tmp_path):
    row.write(tmp_path / "curated.jsonl", [])
    empty = Page(report.write(tmp_path, []))
    assert "0 rows kept of 0" in empty.text
    row.write(tmp_path / "curated.jsonl", [text("a", left_out={"filter.loop": "Again."}), text("b", split="train")])
    assert "Measures" in Page(report.write(tmp_path, [])).text
    assert report.summary(tmp_path).startswith("1 of 2 rows are kept, 0 of 0 of sound; 0 of them have French.")


def test_the_summary_counts_splits_and_reasons(tmp_path):
    page(tmp_path, r001=said("r001", "waaw", split="test", speaker="anchor"))
    lines = report.summary(tmp_path).splitlines()
    assert lines[0].startswith("21 of 24 rows are kept")
    assert re.fullmatch(r"  train +20 rows +\S+ s  3 speakers", lines[1])
    assert re.fullmatch(r"  test +1 row +2.0 s  1 speaker", lines[2])
    assert re.search(
        r"filter.noisy +3 rows +1.9 s  The speech is 2.0 dB above the noise; at least 5\.", "\n".join(lines)
    )


def test_a_segment_is_compared_with_the_recording_it_was_cut_from(tmp_path):
    whole = Row("radio", audio=tmp_path / "radio.flac", seconds=60.0, wolof="wax ju gudd")
    cut = replace(whole, id="radio-1", parent="radio", seconds=4.0, start_s=1.0, end_s=5.0, wolof="wax")
    row.write(tmp_path / "00-import.jsonl", [whole])
    for name in ("01-segment.jsonl", "curated.jsonl"):
        row.write(tmp_path / name, [cut])
    done = [Done("import", "", 1), Done("segment", "", 1, seconds=2.0, notes=("One file.",))]
    records = report.records(tmp_path, done)
    assert [(one.name, one.manifest.name, one.seconds) for one in records] == [
        ("import", "00-import.jsonl", 0.0),
        ("segment", "01-segment.jsonl", 2.0),
    ]
    shown = Page(report.write(tmp_path, records)).section("listen-2")
    assert "cut from radio" in shown and "length 60.00 4.00 s" in shown and "wax ju gudd" in shown


def test_a_recording_that_was_cut_is_not_counted_beside_its_utterances():
    contents = Contents()
    contents.add(said("radio", seconds=60.0, left_out={"segment.cut": "It was cut into 2 utterances."}))
    for name in ("radio-1", "radio-2"):
        contents.add(said(name, seconds=30.0, parent="radio"))
    assert (contents.total.rows, contents.total.seconds) == (2, 60.0)
    assert contents.reasons["segment.cut"].rows == 1


def test_rows_are_drawn_the_same_way_whatever_stands_beside_them():
    rows = [said(f"r{number:03}") for number in range(300)]

    def drawn(some: list[Row]) -> set[str]:
        passed = Passed("decode")
        for one in some:
            passed.add(one)
        return {one.id for one in passed.sample("With sound")}

    assert len(drawn(rows)) == 10
    assert drawn(rows) == drawn(rows[::-1])
    assert drawn(rows) & {one.id for one in rows[:200]} <= drawn(rows[:200])
    assert max(drawn(rows)) > "r150" > min(drawn(rows))


def test_what_lies_outside_a_histogram_counts_at_its_end():
    histogram = Histogram(Measure("seconds", "Length", "s", 0, 10, 10))
    for seconds in (0.5, 2.5, 2.5, 99.0):
        histogram.add(said("a", seconds=seconds))
    histogram.add(said("a", seconds=-3.0, left_out={"filter.too-short": "It is."}))
    histogram.add(text("a"))
    assert histogram.kept == [1, 0, 2, 0, 0, 0, 0, 0, 0, 1]
    assert histogram.left_out == [1, *[0] * 9]
    assert 2 <= histogram.quantile(0.5) <= 3
    assert histogram.quantile(1.0) == 10


def test_a_histogram_draws_bars_as_high_as_their_counts():
    histogram = Histogram(Measure("seconds", "Length", "s", 0, 4, 4))
    for seconds, marks in ((0.5, {}), (1.5, {}), (1.5, {}), (1.5, {"filter.noisy": "It is."})):
        histogram.add(said("a", seconds=seconds, left_out=marks))
    svg = drawings.histogram(histogram)
    bars = dict(re.findall(r'<rect class="(\w+)" x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"', svg)[1:])
    assert float(bars["kept"]) == pytest.approx(2 * float(bars["out"]), abs=0.2)
    assert "1.0 to 2.0: 2 kept, 1 left out" in svg
    assert ">s</text>" in svg and ">4</text>" in svg


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 20, 5, [0, 5, 10, 15, 20]),
        (-60, 0, 5, [-60, -40, -20, 0]),
        (0, 0.02, 5, [0, 0.005, 0.01, 0.015, 0.02]),
        (0, 7, 4, [0, 2, 4, 6, 8]),
    ],
)
def test_axes_have_round_figures(low, high, about, expected):
    assert drawings.steps(low, high, about) == pytest.approx(expected)


def test_counts_have_no_halves():
    assert drawings.steps(0, 1, 4, whole=True) == [0, 1]


def test_many_speakers_are_shown_as_the_largest_and_the_rest():
    contents = Contents()
    for number in range(40):
        for again in range(number + 1):
            contents.add(said(f"{number}-{again}", speaker=f"speaker-{number:02}"))
    largest, others, rest = contents.largest("Speaker", 12)
    assert [name for name, _ in largest[:2]] == ["speaker-39", "speaker-38"]
    assert (others, rest.kept) == (28, sum(range(1, 29)))
    assert figures.GROUPS["Speaker"](text("a")) == "", "who writes is no speaker"
