"""A bundle is measured over the starter library too, by the product's own search; its manifest keeps the figures."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.bundle import Bundle, Manifest, seal
from engine.confidence import Calibration
from engine.recording import Recording
from engine.trainer.recipe import Data, EvaluationSet, Preparation, Recipe
from engine.trainer.recipe import Evaluation as EvaluationSettings
from engine.trainer.starter import library_evaluation
from tests.fixtures.corpus import PAGES, HashingTextEncoder, embed
from tests.fixtures.trainer_eval import number_of, tone, write_rows

pytestmark = pytest.mark.filterwarnings("ignore")  # of audiomentations
DIMS = (256, 64)


class ToneReader:
    """Stands in for the speech encoder: each tone is one of `SAID`."""

    def encode(self, recording: Recording) -> np.ndarray:
        return embed(SAID[number_of(recording.samples)])


class WordBundle:
    """Stands in for a bundle's encoders."""

    def __init__(self, folder: Path, threads: int | None = None):
        self.bundle = Bundle.open(folder)
        self.speech_encoder, self.text_encoder = ToneReader(), HashingTextEncoder()
        self.queries, self.passages = self.text_encoder.encode_queries, self.text_encoder.encode_passages

    def speech(self, samples: np.ndarray) -> np.ndarray:
        return self.speech_encoder.encode(Recording(samples))


QUESTIONS = {  # two to a page, the second in words that its page does not have
    "sante/paludisme": ("moustiques paludisme moustiquaire", "fièvre tremblements"),
    "sante/vaccins": ("vaccin bébé rougeole", "piqûre protection"),
    "agriculture/mil": ("mil grenier épis sécher", "céréales réserve"),
    "argent/epargne": ("tontine argent versement", "économies groupe"),
}
ELSEWHERE = ("lune étoiles", "match lutte", "chanson guitare", "voiture panne", "téléphone réseau", "poème roi")
SAID = [*(text for texts in QUESTIONS.values() for text in texts), *ELSEWHERE]


@pytest.fixture
def small_starter(tmp_path: Path) -> Recipe:
    """Four pages and eight questions, spoken by one voice that also asks what no page answers."""
    corpus, out = tmp_path / "corpus", tmp_path / "data"
    out.mkdir()
    pages = {page.id: page for page in PAGES}
    for document in QUESTIONS:
        theme, slug = document.split("/")
        page = pages["champs/mil" if slug == "mil" else document]
        file = corpus / theme / f"{slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"---\ntitle: {page.title}\ntheme: {theme}\nsummary: En bref.\nsources:\n  - Un guide\ndate: 2026-01-01\n"
            f"---\n{page.text}\n",
            encoding="utf-8",
        )
    (corpus / "questions").mkdir()
    head = "document\tuse\twolof\tfrench\tstatus\n"
    for theme in {document.split("/")[0] for document in QUESTIONS}:
        rows = [
            f"{document}\teval\t{text}\t{text}\tok\n"
            for document, texts in QUESTIONS.items()
            for text in texts
            if document.startswith(theme)
        ]
        (corpus / "questions" / f"{theme}.tsv").write_text(head + "".join(rows), encoding="utf-8")
    spoken = [(document, text) for document, texts in QUESTIONS.items() for text in texts]
    _speak(out / "evaluate-starter-kokoro.jsonl", spoken)
    _speak(out / "evaluate-kokoro.jsonl", [("", text) for text in ELSEWHERE])
    return Recipe(
        dims=DIMS, default_dim=DIMS[1],
        data=Data(evaluate=(EvaluationSet(name="kokoro", manifest=out / "evaluate-kokoro.jsonl"),)),
        evaluation=EvaluationSettings(noise_db=(), draws=50),
        preparation=Preparation(starter=corpus, out=out),
    )  # fmt: skip


def _speak(manifest: Path, lines: list[tuple[str, str]]) -> None:
    rows = []
    for number, (document, text) in enumerate(lines):
        audio = f"{manifest.stem}-{number}.wav"
        soundfile.write(manifest.parent / audio, tone(SAID.index(text)), 16_000)
        rows.append(
            {
                "id": f"{manifest.stem}-{number}", "audio": audio, "speaker": "voice", "wolof": text, "french": text,
                "source": "t", "document": document,
            }
        )  # fmt: skip
    write_rows(manifest, rows)


@pytest.fixture
def word_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return make_bundle(tmp_path / "bundle", monkeypatch)


def make_bundle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder.mkdir()
    for name in ("speech_encoder.onnx", "text_encoder.onnx", "tokenizer.json"):
        (folder / name).write_bytes(b"stands in")
    manifest = Manifest(
        name="words", version="1", architecture="late-fusion", dims=DIMS, default_dim=DIMS[1], sample_rate_hz=16_000,
        shortest_query_s=0.3, longest_query_s=20.0, precision="int8",
    )  # fmt: skip
    seal(folder, manifest)
    monkeypatch.setattr(library_evaluation, "BundleEncoder", WordBundle)
    return folder


def test_the_figures_and_thresholds_go_into_a_bundle_that_still_verifies(small_starter: Recipe, word_bundle: Path):
    scores = library_evaluation.seal_scores(small_starter, word_bundle)
    manifest = Bundle.open(word_bundle).manifest
    assert manifest.scores == json.loads(json.dumps(scores))
    assert set(manifest.confidence) == {"speech", "text"}
    assert Calibration.of(manifest.confidence, "speech") == Calibration(**manifest.confidence["speech"])
    assert "typed French | 8 |" in (word_bundle / library_evaluation.CARD).read_text(encoding="utf-8")


def test_a_manifest_has_the_keys_that_the_product_reads(small_starter: Recipe, word_bundle: Path):
    scores = library_evaluation.seal_scores(small_starter, word_bundle)
    assert set(scores) == {"kokoro", "starter"}
    kokoro = scores["kokoro"]
    assert kokoro["questions"] == len(ELSEWHERE) and kokoro["french_sentences"] == len(ELSEWHERE)
    assert set(kokoro["speech"]["256"]) == {"ndcg@10", "recall@1", "recall@10", "interval"}
    assert kokoro["speech"]["256"]["ndcg@10"] == kokoro["gold_text"]["64"]["ndcg@10"] == 1
    assert kokoro["funnel"] == {"ndcg@10": 1} and set(kokoro["conditions"]) == {"telephone"}
    assert set(scores["starter"]) == {"documents", "starter-kokoro", "gold_text", "typed_french", "confidence"}
    assert set(scores["starter"]["gold_text"]) == {"questions", "first", "first_three", "ndcg@10", "interval"}


def test_pages_are_ranked_by_the_products_search(small_starter: Recipe, word_bundle: Path):
    starter = library_evaluation.seal_scores(small_starter, word_bundle)["starter"]
    assert starter["documents"] == 4
    # The words of the first question of each page are found; those of the second stand in no page.
    for way in ("starter-kokoro", "gold_text", "typed_french"):
        assert starter[way]["questions"] == 8
        assert 0.5 <= starter[way]["first"] < 1
    assert starter["starter-kokoro"] == starter["gold_text"]  # this speech encoder hears every letter


def test_confidence_is_told_of_the_half_that_it_was_not_fitted_on(small_starter: Recipe, word_bundle: Path):
    reliability = library_evaluation.seal_scores(small_starter, word_bundle)["starter"]["confidence"]
    for way in ("speech", "text"):
        told = reliability[way]
        assert told["outside"]["questions"] == len(ELSEWHERE) // 2
        judged = sum(told[step]["answers"] for step in ("sure", "unsure", "nothing"))
        assert judged == 4 + len(ELSEWHERE) // 2  # two pages' questions, and half of what no page answers


@pytest.mark.parametrize("rows", [None, []])
def test_without_spoken_starter_questions_there_are_no_figures_of_pages(
    rows: list | None, small_starter: Recipe, word_bundle: Path
):
    manifest = small_starter.preparation.out / "evaluate-starter-kokoro.jsonl"
    manifest.unlink()
    if rows is not None:
        write_rows(manifest, rows)
    assert set(library_evaluation.seal_scores(small_starter, word_bundle)) == {"kokoro"}
    assert Bundle.open(word_bundle).manifest.confidence == {}


def test_training_data_comes_from_the_file_beside_the_manifests(small_starter: Recipe, word_bundle: Path):
    data = [{"name": "Radio", "use": "speech", "licence": "CC BY 4.0"}]
    (small_starter.preparation.out / "data.json").write_text(json.dumps(data), encoding="utf-8")
    library_evaluation.seal_scores(small_starter, word_bundle)
    assert Bundle.open(word_bundle).manifest.training_data == data
    assert "| Radio | speech | CC BY 4.0 |" in (word_bundle / library_evaluation.CARD).read_text(encoding="utf-8")


def test_what_is_lost_against_fp32_is_told(
    small_starter: Recipe, word_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    exact = make_bundle(tmp_path / "exact", monkeypatch)

    class Hoarse(WordBundle):
        def speech(self, samples):
            vector = super().speech(samples)
            return np.roll(vector, 1) if self.bundle.folder == word_bundle else vector

    monkeypatch.setattr(library_evaluation, "BundleEncoder", Hoarse)
    scores = library_evaluation.seal_scores(small_starter, word_bundle, exact)
    lost = scores["int8_against_fp32"]["kokoro"]
    assert lost == pytest.approx(scores["kokoro"]["speech"]["256"]["ndcg@10"] - 1) and lost < 0
