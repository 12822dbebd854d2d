"""`laaj-trainer import`: a public corpus as it is laid out becomes a manifest, and what cannot be used is named."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from engine.trainer import cli, manifest
from engine.trainer.curation import row as data_line
from engine.trainer.importers.gathering import Request
from engine.trainer.importers.registry import IMPORTERS, gather, import_corpus
from engine.trainer.manifest import TextPair
from engine.trainer.recipe import Data
from faults import InputFault
from tests.fixtures.trainer_importers import sound, write

ANY_LENGTH = Data(bad_rows="refuse", longest_s=1e6)
TEXT_ALONE = ("wolbanking77", "afriqa")
FOR_THE_DATA_LINE = ("folder", "consented")


def imported(kind: str, folder: Path, out: Path, **asked: str):
    """Rows that the manifest gives back, problems as (file, line, key), and the summary."""
    said: list[str] = []
    request = Request(kind, folder, asked.pop("source", kind), **asked)
    summary = import_corpus(request, out, said.append)
    if kind in FOR_THE_DATA_LINE:
        return list(data_line.read(out)), said, summary
    if out.read_text(encoding="utf-8").startswith('{"query"'):
        rows, wrong = manifest.read_pairs(out)
    else:
        rows, wrong = manifest.read_utterances(out, ANY_LENGTH)
    assert not wrong
    return rows, said, summary


def places(said: list[str]) -> list[tuple[str, int]]:
    """File name and line of each problem that was said."""
    named = (line.partition(": ")[0].rpartition(", line ") for line in said)
    return [(Path(file).name, int(number)) for file, _, number in named]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "manifests" / "rows.jsonl"


def test_a_kaldi_folder_is_found_below_and_its_sound_where_it_is_now(corpus, out):
    rows, said, summary = imported("kaldi", corpus("kaldi"), out, source="alffa", licence="MIT")
    assert [(row.id, row.speaker, row.wolof, row.audio.name) for row in rows] == [
        ("alffa-WOL_01_lect_0001", "alffa-01", "sunu meetar ñówul", "WOL_01_lect_0001.wav"),
        ("alffa-WOL_02_lect_0002", "alffa-02", "ñu dem", "ŋàm bu tuuti.wav"),
        ("alffa-WOL_02_lect_0003", "alffa-02", "ŋàm", "WOL_02_lect_0003.flac"),
    ]
    assert {(row.source, row.licence) for row in rows} == {("alffa", "MIT")}
    assert places(said) == [("wav.scp", 4), ("text", 3), ("text", 6)]
    assert "sox" in said[0] and "1 utterances are left out with the sound" in summary
    assert "data/dev" in summary and ".backup" not in summary


def test_segments_of_kaldi_cut_recordings_and_minus_one_is_the_end(tmp_path, out):
    folder = tmp_path / "one"
    sound(folder / "radio.wav", 4.0)
    write(folder / "wav.scp", "radio cat radio.wav |")
    write(folder / "segments", "a radio 0.5 1.5", "b radio 2 -1", "c radio 1", "d radio 3 9", "e other 0 1")
    write(folder / "text", "a benn", "b ñaar", "c ñett", "d ñeent", "e juróom")
    rows, said, summary = imported("kaldi", folder, out)
    assert [(row.start_s, row.end_s, row.speaker) for row in rows] == [(0.5, 1.5, ""), (2.0, None, "")]
    assert places(said) == [("segments", 3), ("text", 3), ("text", 4), ("text", 5)]
    assert "0.00 h, speakers not given" in summary and "utt2spk" in summary


@pytest.mark.parametrize(
    ("entry", "plain"),
    [
        ("cat 'clip ŋ.wav' |", True),
        ("/usr/bin/flac -cd clip.wav|", True),
        ("sph2pipe -f wav -c 1 clip.wav |", False),  # takes one channel: the file itself would not
        ("sph2pipe clip.wav |", False),
        ("cat clip.wav other.wav |", False),
        ("cat clip.wav | sox -t wav - -r 8k -t wav - |", False),
        ("cat 'clip.wav |", False),
        ("ark/clips.ark:123", False),
    ],
)
def test_a_command_is_read_only_where_it_gives_a_file_as_it_is(tmp_path, out, entry, plain):
    folder = tmp_path / "one"
    for name in ("clip.wav", "clip ŋ.wav", "other.wav"):
        sound(folder / name)
    write(folder / "text", "a benn", "b ñaar")
    write(folder / "wav.scp", "a other.wav", f"b {entry}")
    rows, said, _ = imported("kaldi", folder, out)
    assert len(rows) == 1 + plain and places(said) == ([] if plain else [("wav.scp", 2)])


def test_two_files_of_one_name_are_told_apart_by_more_of_the_path_or_refused(tmp_path, out):
    folder = tmp_path / "one"
    for speaker in ("01", "02"):
        sound(folder / speaker / "0001.wav")
    write(folder / "text", "a benn", "b ñaar")
    write(folder / "wav.scp", "a /old/home/02/0001.wav", "b /old/home/0001.wav")
    (row,), said, _ = imported("kaldi", folder, out)
    assert row.audio.parent.name == "02"
    assert places(said) == [("wav.scp", 2)]


def test_a_file_name_is_found_whichever_way_its_accents_are_stored(tmp_path, out):
    folder = tmp_path / "one"
    sound(folder / unicodedata.normalize("NFD", "ñëw.wav"))
    write(folder / "text", "a ñëw")
    write(folder / "wav.scp", f"a {unicodedata.normalize('NFC', 'ñëw.wav')}")
    assert len(imported("kaldi", folder, out)[0]) == 1


def test_stm_of_kallaama_loses_its_marks_and_what_is_not_speech(corpus, out):
    rows, said, summary = imported("stm", corpus("stm"), out, source="kallaama")
    assert [(row.wolof, row.start_s, row.end_s, row.speaker) for row in rows] == [
        ("bon ñu ngi jo dem Louga", 0.0, 1.5, "kallaama-wol_4210-locuteur_1"),
        ("ŋàmam bi dafay metti", 2.1, 3.0, "kallaama-wol_4210-locuteur_2"),
    ]
    assert places(said) == [("wol_4210.stm", 8), ("wol_4210.stm", 9)]
    assert "3 segments are left out" in summary and "2 transcripts are left out" in summary


def test_raw_transcripts_of_kallaama_can_be_asked_for(corpus, out):
    (row,), _, _ = imported("stm", corpus("stm"), out, split="raw")
    assert row.wolof == "bon"


def test_fleurs_has_the_french_of_the_same_sentence(corpus, out):
    rows, said, summary = imported("fleurs", corpus("fleurs"), out)
    assert [(row.id, row.wolof, row.french, row.speaker) for row in rows] == [
        ("fleurs-train-100", 'Ñu "ngi" dem.', "Ils « partent ».", ""),
        ("fleurs-train-101 ŋ", 'Ñu "ngi" dem.', "Ils « partent ».", ""),
        ("fleurs-train-102", "Naka.", "", ""),
    ]
    assert places(said) == [("train.tsv", 4), ("train.tsv", 5)]
    assert "FLORES" in summary and "1 utterances have no French" in summary


def test_fleurs_may_be_named_by_its_wolof_folder(corpus, out):
    rows, _, _ = imported("fleurs", corpus("fleurs") / "wo_sn", out)
    assert rows[0].french


def test_wolbanking77_is_taken_once_and_only_its_training_part(corpus, out):
    rows, said, _ = imported("wolbanking77", corpus("wolbanking77"), out)
    question, french = "Ndax, mën naa soppi sama baatu ŋàbb?", "Puis-je changer mon code ?"
    assert rows == [TextPair(question, french, french, "wolbanking77")]
    assert places(said) == [("train.csv", 4), ("train.csv", 5)]
    (row,), _, _ = imported("wolbanking77", corpus("wolbanking77"), out, split="test")
    assert row.query == "lan la"


@pytest.mark.parametrize(
    ("kind", "name", "columns"),
    [
        ("wolbanking77", "wolbanking77_train.tsv", "intent\twol\tfra"),
        ("afriqa", "afriqa_train_dev.tsv", "split\twol\tfra"),
    ],
)
def test_the_tables_that_this_project_was_handed_are_read_too(tmp_path, out, kind, name, columns):
    write(tmp_path / "parallel" / "other_train.tsv", "wol\tfra", "benn\tun")
    write(tmp_path / "parallel" / name, columns, 'train\tlan "la"\tQuoi ?', "dev\tkañ la\tQuand ?")
    rows, said, _ = imported(kind, tmp_path / "parallel", out)
    assert rows[0] == TextPair('lan "la"', "Quoi ?", "Quoi ?", kind) and not said
    assert len(rows) == (2 if kind == "wolbanking77" else 1)  # whose first column is the intent


def test_afriqa_is_json_lines_whatever_its_name(corpus, out):
    rows, said, summary = imported("afriqa", corpus("afriqa"), out)
    assert [(row.query, row.passage) for row in rows] == [
        ("Kan la Seŋoor ?", "Qui est Senghor ?"), ("Fan la Gore féete ?", "Où est Gorée ?"),
    ]  # fmt: skip
    assert [line for _, line in places(said)] == [3, 4, 5] and "UTF-8" in said[2]
    assert "1 dev" in summary and "yor" not in summary


def test_common_voice_keeps_who_spoke_and_finds_clips_without_a_suffix(corpus, out):
    rows, said, summary = imported("common-voice", corpus("common-voice"), out)
    assert [(row.wolof, row.speaker) for row in rows] == [
        ("Ñu dem ŋàm.", "common-voice-a1b2"), ("Waaw.", "common-voice-c3d4"),
    ]  # fmt: skip
    assert places(said) == [("train.tsv", 4), ("train.tsv", 5)]
    assert "2 speakers" in summary and "1 lines left out: other-language" in summary


def test_a_table_of_ones_own_is_read_by_the_names_of_its_columns(corpus, out):
    rows, said, summary = imported("table", corpus("table"), out, source="xarit", speaker_prefix="ndar", licence="own")
    assert [(row.wolof, row.french, row.speaker, row.start_s, row.end_s, row.licence) for row in rows] == [
        ("Naka; lañuy faj", "Comment soigner ?", "ndar-Awa", 0.0, None, "CC0"),
        ("ñëw nañu", "", "ndar-Modu", 0.5, 2.0, "own"),
    ]
    assert places(said) == [("mes questions.csv", 4), ("mes questions.csv", 5)]
    assert "not UTF-8" in said[0] and "30 s" in said[1]
    assert "not read: remarque" in summary and "pairs.tsv" in summary


def test_a_table_without_audio_becomes_pairs(corpus, out):
    rows, _, summary = imported("table", corpus("table"), out, split="pairs")
    assert rows == [TextPair("ndox", "eau", "eau", "table")] and "1 text pairs" in summary


@pytest.mark.parametrize("kind", IMPORTERS)
def test_a_folder_that_is_not_laid_out_so_is_one_sentence_and_writes_nothing(tmp_path, out, kind):
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "nowhere"):
        with pytest.raises(InputFault) as caught:
            imported(kind, tmp_path / folder, out)
        assert caught.value.key == "corpus-layout" and kind in caught.value.sentence("en")
        assert caught.value.text("fr") and not out.exists()


@pytest.mark.parametrize("kind", ["kaldi", "fleurs", "common-voice"])
def test_a_part_that_is_not_there_is_told_with_those_that_are(corpus, out, kind):
    with pytest.raises(InputFault, match=r"there is: .*train"):
        imported(kind, corpus(kind), out, split="tomorrow")


@pytest.mark.parametrize("kind", IMPORTERS)
def test_every_kind_has_a_mini_corpus_whose_words_are_nfc(corpus, out, kind):
    rows, said, _ = imported(kind, corpus(kind), out)
    assert rows and said
    assert isinstance(rows[0], TextPair) == (kind in TEXT_ALONE)
    assert unicodedata.is_normalized("NFC", out.read_text(encoding="utf-8"))


def test_windows_1252_is_refused_by_line_where_a_byte_order_mark_says_utf_8(tmp_path, out):
    folder = tmp_path / "text"
    write(folder / "a.tsv", "\ufeffwolof\tfrench", "ñëw\tvenir".encode("cp1252"), "ndox\teau\r")
    rows, said, summary = imported("table", folder, out)
    assert [row.passage for row in rows] == ["eau"] and places(said) == [("a.tsv", 2)]
    assert "1 lines left out: not-utf8" in summary


WINDOWS = ("ñëw nañu\tils sont venus", "àll bi\tla forêt", "ceeb\tdu riz")


def test_a_table_in_windows_1252_is_read_as_such_and_named(tmp_path, out):
    folder = tmp_path / "text"
    write(folder / "été.tsv", "wolof\tfrench", *(line.encode("cp1252") for line in WINDOWS))
    rows, said, summary = imported("table", folder, out)
    assert [row.query for row in rows] == ["ñëw nañu", "àll bi", "ceeb"] and rows[1].passage == "la forêt"
    assert not said and "été.tsv is not UTF-8: it was read as Windows-1252." in summary


def test_a_transcript_in_windows_1252_is_read_line_by_line(tmp_path, out):
    folder = tmp_path / "stm"
    sound(folder / "radio.wav", 3.0)
    lines = ["radio 1 A 0 1 <o> ñëw nañu", "radio 1 A 1 2 <o> àll bi", "radio 1 A 2 3 <o> l'été ? né"]
    write(folder / "radio.stm", *(line.encode("cp1252") for line in lines), b"radio 1 A 2 3 <o> \x81")
    rows, said, summary = imported("stm", folder, out)
    assert [row.wolof for row in rows] == ["ñëw nañu", "àll bi", "l'été ? né"]
    assert places(said) == [("radio.stm", 4)] and "neither" in said[0] and "Windows-1252" in summary


def test_one_odd_line_does_not_make_a_file_windows_1252_nor_a_line_of_utf_8_be_read_wrong(tmp_path, out):
    folder = tmp_path / "text"
    one, two, three = WINDOWS[0], WINDOWS[1], "ŋàm\tla joue"
    write(folder / "a.tsv", "wolof\tfrench", three, one.encode("cp1252"), two)
    rows, said, _ = imported("table", folder, out)
    assert [row.query for row in rows] == ["ŋàm", "àll bi"] and places(said) == [("a.tsv", 3)]
    write(folder / "a.tsv", "wolof\tfrench", three, one.encode("cp1252"), two.encode("cp1252"))
    assert [row.query for row in imported("table", folder, out)[0]] == ["ŋàm", "ñëw nañu", "àll bi"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_transcript_in_utf_16_is_one_problem(tmp_path, out, encoding):
    folder = tmp_path / "stm"
    for name in ("good", "other"):
        sound(folder / f"{name}.wav")
    write(folder / "good.stm", "good 1 A 0 1 <o> waaw")
    (folder / "other.stm").write_bytes("other 1 A 0 1 <o> ñëw\r\nother 1 A 0 1 <o> waaw\r\n".encode(encoding))
    rows, said, _ = imported("stm", folder, out)
    assert len(rows) == 1 and places(said) == [("other.stm", 1)]
    assert "UTF-16" in said[0] and "save it as UTF-8" in said[0]


def test_a_line_with_a_nul_is_left_out_alone(tmp_path, out):
    folder = tmp_path / "text"
    write(folder / "a.tsv", "wolof\tfrench", "ndox\teau", "ce\0eb\triz", "jën\tpoisson")
    rows, said, summary = imported("table", folder, out)
    assert [row.query for row in rows] == ["ndox", "jën"] and places(said) == [("a.tsv", 3)]
    assert "1 lines left out: not-text" in summary


@pytest.mark.parametrize("kind", [kind for kind in IMPORTERS if kind not in FOR_THE_DATA_LINE])
def test_what_is_gathered_are_rows_of_the_data_line_too(corpus, kind):
    gathering = gather(Request(kind, corpus(kind), "mine", licence="own"))
    rows = list(gathering.rows())
    assert rows and len({row.id for row in rows}) == len(rows) and all(row.id.startswith("mine-") for row in rows)
    assert {row.wolof_from for row in rows} == {"human"} and {row.split for row in rows} == {""}
    assert all(row.french_from == ("human" if row.french else "") for row in rows)
    assert all((row.audio is None) == (kind in TEXT_ALONE) and row.licence for row in rows)


def test_a_text_pair_that_stands_twice_is_one_row_named_by_its_texts(tmp_path):
    write(tmp_path / "a.tsv", "wolof\tfrench", "ndox\teau", "ndox \teau", "ndox\tde l'eau")
    first, second = gather(Request("table", tmp_path, "mine")).rows()
    assert first.id == "mine-93b210562818" and first.wolof == second.wolof and first.id != second.id


def test_a_quotation_mark_that_is_not_closed_is_named_by_the_line_it_begins_in(tmp_path, out):
    folder = tmp_path / "text"
    write(folder / "a.csv", "wolof,french", "ndox,eau", 'ceeb,"riz', "jën,poisson")
    rows, said, _ = imported("table", folder, out)
    assert len(rows) == 1 and places(said) == [("a.csv", 3)]


@pytest.mark.parametrize("head", ["wolof,french\r,more", 'wolof,"french'])
def test_a_table_whose_first_line_cannot_be_read_has_no_columns(tmp_path, out, head):
    folder = tmp_path / "text"
    write(folder / "a.csv", head, "ndox,eau")
    with pytest.raises(InputFault, match=r"there is: a\.csv"):
        imported("table", folder, out)


def test_a_table_in_windows_1252_may_have_such_letters_in_its_first_line(tmp_path, out):
    folder = tmp_path / "text"
    write(folder / "a.csv", "wolof,french,thème".encode("cp1252"), b"ndox,eau,")
    rows, _, _ = imported("table", folder, out)
    assert [(row.query, row.passage) for row in rows] == [("ndox", "eau")]


def test_a_manifest_stays_as_it_was_where_nothing_can_be_used(corpus, tmp_path, out):
    folder = corpus("wolbanking77")
    imported("wolbanking77", folder, out)
    before = out.read_bytes()
    write(folder / "full" / "train" / "train.csv", "label,input_wo,input_fr", "visa,,")
    with pytest.raises(InputFault) as caught:
        imported("wolbanking77", folder, out)
    assert caught.value.key == "corpus-empty" and out.read_bytes() == before
    assert os.listdir(out.parent) == [out.name]


def test_sound_is_not_copied_and_named_relative_to_the_manifest(corpus, out):
    rows, _, _ = imported("fleurs", corpus("fleurs"), out)
    assert '"audio": "../corpora/fleurs/wo_sn/audio/train/100.wav"' in out.read_text(encoding="utf-8")
    assert os.listdir(out.parent) == [out.name] and rows[0].audio.is_file()


def test_utterances_longer_than_training_takes_are_imported_and_counted(tmp_path, out):
    folder = tmp_path / "long"
    sound(folder / "a.wav", 21.0)
    write(folder / "a.tsv", "audio\twolof", "a.wav\tgudd na")
    rows, _, summary = imported("table", folder, out)
    assert len(rows) == 1 and "1 last longer than 20 s" in summary and "0.01 h" in summary


def test_the_command_line_knows_every_kind_and_replaces_a_manifest(corpus, out, capsys):
    assert set(cli.LAYOUTS) == set(IMPORTERS) and "import" in cli._HELP
    out.parent.mkdir()
    out.write_text("old", encoding="utf-8")
    assert cli.main(["import", "fleurs", str(corpus("fleurs")), "--out", str(out), "--licence", "mine"]) == 0
    told = capsys.readouterr()
    assert "3 utterances" in told.out and "train.tsv, line 4" in told.err
    assert {row.licence for row in manifest.read_utterances(out, ANY_LENGTH)[0]} == {"mine"}
    assert cli.main(["import", "stm", str(out.parent), "--out", str(out), "--source", "x"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("kind", ["kaldi", "stm", "table", "folder"])
def test_a_layout_of_many_corpora_needs_the_name_of_this_one(tmp_path, capsys, kind):
    with pytest.raises(SystemExit) as caught:
        cli.main(["import", kind, str(tmp_path), "--out", str(tmp_path / "rows.jsonl")])
    assert caught.value.code == 2 and "--source is needed" in capsys.readouterr().err
