"""Models of transformers that a recipe of the data line names: by their hub name or as a local folder; none by default.

They work greedily in float32, on a GPU where there is one. How sure a model is of a text is the geometric mean of the
probabilities of its pieces (of its frames that are not blank, for CTC).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from engine import recording
from engine.trainer.curation.row import Row
from engine.trainer.quiet import quiet
from faults import InputFault

Kind = Literal["speech", "text", "sound-labels"]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Written:
    """What a model wrote; `confidence` 0 … 1. An empty text: nothing."""

    text: str
    confidence: float


class NamedModel:
    """Loaded when it is first used, once in each process."""

    def __init__(self, setting: str, name: str, kind: Kind) -> None:
        """`setting` is where the recipe names it, as “recognise.model”."""
        self.setting, self.name, self.kind = setting, name, kind

    @functools.cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """Model and processor. Raises InputFault model-unusable."""
        from safetensors import SafetensorError

        try:
            with quiet():
                return self._load()
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
            why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
            raise self.unusable(why) from error

    def load(self) -> None:
        """Raises InputFault model-unusable."""
        self._loaded  # noqa: B018

    @property
    def model(self) -> Any:
        """Raises InputFault model-unusable."""
        return self._loaded[0]

    @property
    def processor(self) -> Any:
        """Raises InputFault model-unusable."""
        return self._loaded[1]

    @property
    def is_ctc(self) -> bool:
        return type(self.model).__name__.endswith("ForCTC")

    def unusable(self, why: str) -> InputFault:
        return InputFault("model-unusable", setting=self.setting, model=self.name, why=why)

    def hear(self, clips: Sequence[np.ndarray]) -> Any:
        """What the processor makes of clips, (n,) float32 at 16 kHz each, on the model's device."""
        # Whisper hears 30 s, always; the others as much as the longest of the batch.
        padding = "max_length" if self.model.config.model_type == "whisper" else True
        rate_hz = recording.SAMPLE_RATE_HZ
        with quiet():
            inputs = self.processor(list(clips), sampling_rate=rate_hz, return_tensors="pt", padding=padding)
        return inputs.to(self.model.device)

    def write(self, inputs: Any, most_pieces: int, **how: Any) -> list[Written]:
        """What a model that generates makes of a batch, greedily."""
        import torch
        from transformers import LogitsProcessorList

        watch = _Confidence()
        with torch.inference_mode(), quiet():
            pieces = self.model.generate(
                **inputs, num_beams=1, do_sample=False, max_new_tokens=most_pieces,
                logits_processor=LogitsProcessorList([watch]), **how,
            )  # fmt: skip
        texts = self.processor.batch_decode(pieces, skip_special_tokens=True)
        ends = self.model.generation_config.eos_token_id
        return _written(texts, watch.of_each(ends if isinstance(ends, list) else [ends]))

    def spell(self, inputs: Any) -> list[Written]:
        """What a CTC model reads from a batch of clips: the likeliest piece of each frame."""
        import torch

        with torch.inference_mode():
            probabilities = self.model(**inputs).logits.float().softmax(dim=-1).cpu()  # (B, T, pieces)
        best, pieces = probabilities.max(dim=-1)
        tokenizer = self.processor.tokenizer
        texts, sure = [], []
        for row, frames in enumerate(self._frames(inputs, best.shape[1])):
            said = pieces[row, :frames] != tokenizer.pad_token_id
            text = tokenizer.decode(pieces[row, :frames])  # with skip_special_tokens “aa” would become “a”
            for token in tokenizer.all_special_tokens:
                text = text.replace(token, "")
            texts.append(text)
            sure.append(float(best[row, :frames][said].log().mean().exp()) if said.any() else 0.0)
        return _written(texts, sure)

    def _frames(self, inputs: Any, most: int) -> list[int]:
        """How many frames of each clip of a batch are not padding."""
        count = getattr(self.model, "_get_feat_extract_output_lengths", None)
        mask = inputs.get("attention_mask")
        if count is None or mask is None:  # a model without a mask was trained with silence at the end of clips
            return [most] * len(next(iter(inputs.values())))
        return [int(frames) for frames in count(mask.sum(dim=-1))]

    def _load(self) -> tuple[Any, Any]:
        import torch
        import transformers
        from transformers.models.auto.modeling_auto import MODEL_FOR_CTC_MAPPING_NAMES

        config = transformers.AutoConfig.from_pretrained(self.name)
        kind, processor = {
            "speech": (transformers.AutoModelForSpeechSeq2Seq, transformers.AutoProcessor),
            "text": (transformers.AutoModelForSeq2SeqLM, transformers.AutoTokenizer),
            "sound-labels": (transformers.AutoModelForAudioClassification, transformers.AutoFeatureExtractor),
        }[self.kind]
        if self.kind == "speech" and config.model_type in MODEL_FOR_CTC_MAPPING_NAMES:
            kind = transformers.AutoModelForCTC
        model, found = kind.from_pretrained(self.name, dtype=torch.float32, output_loading_info=True)
        if found["missing_keys"]:  # transformers fills them with noise
            missing = sorted(found["missing_keys"])
            raise ValueError(f"it lacks {len(missing)} of its weights, {missing[0]} among them")
        device = "cuda" if torch.cuda.is_available() else "cpu"
        return model.eval().to(device), processor.from_pretrained(self.name)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_loaded"}


class _Confidence:
    """A LogitsProcessor that changes nothing and remembers what is chosen, and how likely it was."""

    def __init__(self) -> None:
        self._steps: list[tuple[Any, Any]] = []

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        self._steps.append(scores.float().log_softmax(dim=-1).max(dim=-1))
        return scores

    def of_each(self, ends: Sequence[int | None]) -> list[float]:
        """Up to the first piece that ends a text."""
        found = []
        for row in range(len(self._steps[0][0]) if self._steps else 0):
            logs: list[float] = []
            for log, piece in self._steps:
                logs.append(float(log[row]))
                if int(piece[row]) in ends:
                    break
            found.append(float(np.exp(np.mean(logs))))
        return found


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of so many items; the last may be shorter."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def seconds(row: Row) -> float:
    """How long it lasts, as far as the row says."""
    return row.seconds or (row.end_s or 0.0) - row.start_s


def heard(
    rows: Mapping[int, Row], stage: str, size: int, marked: dict[int, Row]
) -> Iterator[tuple[list[int], list[np.ndarray]]]:
    """Batches of places and of what is heard there, (n,) float32 at 16 kHz each, clips of like length together.

    A row whose sound cannot be read goes to `marked`, left out.
    """
    order = sorted(rows, key=lambda place: (seconds(rows[place]), place))

    def read() -> Iterator[tuple[int, np.ndarray]]:
        for place in order:
            row = rows[place]
            try:
                assert row.audio is not None
                yield place, recording.segment(row.audio, row.start_s, row.end_s)
            except InputFault as fault:
                marked[place] = row.leave_out(f"{stage}.{fault.key}", fault.sentence("en"))

    for batch in batches(read(), size):
        yield [place for place, _ in batch], [clip for _, clip in batch]


def _written(texts: Sequence[str], sure: Sequence[float]) -> list[Written]:
    texts = [" ".join(text.split()) for text in texts]
    return [Written(text, one if text else 0.0) for text, one in zip(texts, sure, strict=True)]
