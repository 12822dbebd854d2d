"""Hidden states of the frozen speech encoder, computed once, kept on disk and mapped into memory.

    features/
      <key of encoder, layers and precision>/
        features.f16     (frames, layers, width) float16, all clips one after another
        features.jsonl   {"key": of a clip's sound and its augmentation, "start": first frame, "frames": n}
      clips-<key of a recipe>.jsonl   which of them are a recipe's utterances
      audio.json                      hashes of sound files, so that one that has not changed is not read again

A clip is known by the content of its file, not by its name or its run: what is there is never computed again, and a
file that has changed is. Clips are encoded alone and unpadded. One process writes to a folder at a time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from corpus.whole_file import disk_fault
from engine.trainer import augmentation, manifest
from engine.trainer import processes as workers
from engine.trainer.feature_file import Digests, FeatureFile, alone
from engine.trainer.manifest import Utterance
from engine.trainer.models.front_ends import RATE_HZ
from engine.trainer.models.speech_tower import SpeechTower, check_layers
from engine.trainer.progress import watched
from engine.trainer.recipe import Augmentation, Recipe, RecipeError, Source
from faults import InputFault

_BABBLE = 6  # other utterances to draw background voices from
_FORMAT = 1  # goes up when the same sound and settings give other states


@dataclass(frozen=True)
class Clip:
    """One copy of an utterance: `start` is its first frame in the file."""

    utterance: str
    variant: int
    start: int
    frames: int


@dataclass(frozen=True)
class Job:
    """An utterance and how many copies of it are kept; the first is the recording as it is, or all are augmented."""

    utterance: Utterance
    variants: int = 1
    keep_original: bool = True


@dataclass(frozen=True)
class Unreadable:
    """An utterance that was left out, and why, in a sentence."""

    utterance: str
    what: str


class FeatureStore:
    """Read access: `clips` by utterance id, `states(clip)`. Cheap to send to another process."""

    def __init__(self, data: Path, layers: int, width: int, clips: dict[str, list[Clip]]):
        self.clips, self.layers, self.width = clips, layers, width
        self._data = data
        self._mapped: np.ndarray | None = None

    @classmethod
    def open(cls, recipe: Recipe, folder: Path) -> FeatureStore:
        """What `compute` kept in `folder` for this recipe. Raises InputFault features-missing."""
        try:
            lines = _index(recipe, folder).read_text(encoding="utf-8").splitlines()
            head = json.loads(lines[0])
            data = folder / head["features"] / "features.f16"
            data.stat()
        except OSError as error:
            raise InputFault("features-missing", path=folder) from error
        clips: dict[str, list[Clip]] = {}
        for row in lines[1:]:
            clip = Clip(*json.loads(row))
            clips.setdefault(clip.utterance, []).append(clip)
        return cls(data, head["layers"], head["width"], clips)

    def states(self, clip: Clip) -> torch.Tensor:
        """(frames, layers, width) float16, the caller's own."""
        if self._mapped is None:
            self._mapped = np.memmap(self._data, np.float16, "r").reshape(-1, self.layers, self.width)
        return torch.from_numpy(np.array(self._mapped[clip.start : clip.start + clip.frames]))

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_mapped": None}


def stored_layers(recipe: Recipe, depth: int) -> tuple[int, ...]:
    """The frozen layers that the mix draws on, and the one below the first opened; 0 is what enters layer 1."""
    layers = recipe.speech.layers or range(1, depth + 1)
    first_open = depth - recipe.speech.open_layers + 1
    below = {first_open - 1} if recipe.speech.open_layers else set()
    return tuple(sorted({number for number in layers if number < first_open} | below))


def compute_for(
    recipe: Recipe,
    rows: Sequence[tuple[Utterance, Source]],
    folder: Path,
    device: str = "cpu",
    say: Callable[[str], None] = print,
    processes: int = 0,
) -> list[Unreadable]:
    """`compute` for utterances with the source that each comes from."""
    jobs = [Job(utterance, source.variants, source.keep_original) for utterance, source in rows]
    return compute(recipe, jobs, folder, device, say, processes)


def compute(
    recipe: Recipe,
    jobs: Sequence[Job],
    folder: Path,
    device: str = "cpu",
    say: Callable[[str], None] = print,
    processes: int = 0,
) -> list[Unreadable]:
    """Compute what is not there yet; may be stopped, even killed, and run again at any time.

    On the processor each of `processes` encodes; on another device they decode and augment, and this one encodes. 0 is
    as many as the recipe has threads, else as there are cores; 1 starts none.

    Returns:
        Utterances that could not be decoded: they are listed and left out.

    Raises:
        RecipeError: the encoder cannot be loaded, or does not fit.
        InputFault: disk-full, not-writable, id-twice, worker-ended.
    """
    tower = SpeechTower.load(recipe.speech.base)
    check_layers(recipe.speech, tower.depth)
    if recipe.data.longest_s > tower.longest_s:
        raise RecipeError(
            f"data.longest_s is {recipe.data.longest_s:g}; the speech encoder hears {tower.longest_s:g} s at most."
        )
    layers = stored_layers(recipe, tower.depth)
    name = _hash([_FORMAT, tower.id, layers, recipe.precision])
    failed: dict[str, str] = {}  # clip key: sentence
    try:
        with alone(folder, say), FeatureFile(folder / name, len(layers) * tower.width * 2) as writer:
            wanted, unread = _wanted(recipe, jobs, folder)
            todo = list({sound.key: sound for sound in wanted if sound.key not in writer.known}.values())
            say(f"{len(todo)} clips to compute, {len(wanted) - len(todo)} there")
            settings = _Settings(recipe.speech.base, layers, recipe.precision == "bf16", recipe.augmentation)
            processes = processes or recipe.threads or os.cpu_count() or 1
            with closing(_encoded(tower, settings, todo, device, processes)) as encoded:
                told = watched(encoded, "clips encoded", say, total=len(todo), more=writer.size)
                for sound, states in told:
                    if isinstance(states, str):
                        failed[sound.key] = states
                    else:
                        writer.add(sound.key, states)
        clips = [
            json.dumps([sound.utterance.id, sound.variant, *writer.known[sound.key]])
            for sound in wanted
            if sound.key in writer.known
        ]
        head = json.dumps({"features": name, "layers": len(layers), "width": tower.width})
        manifest.write_lines(_index(recipe, folder), [head, *clips])
    except OSError as error:
        raise disk_fault(error, folder) from error
    unread += {s.utterance.id: Unreadable(s.utterance.id, failed[s.key]) for s in wanted if s.key in failed}.values()
    for left_out in unread:
        say(f"{left_out.utterance} is left out: {left_out.what}")
    return unread


@dataclass(frozen=True)
class _Sound:
    """A copy of an utterance; without a seed it is the recording as it is."""

    key: str
    utterance: Utterance
    variant: int
    seed: tuple[int, ...]
    longest: int  # samples
    babble: tuple[Utterance, ...] = ()  # other people who talk in the background


@dataclass(frozen=True)
class _Settings:
    base: str
    layers: tuple[int, ...]
    bf16: bool
    augmentation: Augmentation


def _wanted(recipe: Recipe, jobs: Sequence[Job], folder: Path) -> tuple[list[_Sound], list[Unreadable]]:
    """Every copy of every utterance, and the utterances whose file cannot be read."""
    masks = {"time_masks", "feature_band"}  # of states, in training
    augmented = recipe.augmentation.model_dump(mode="json", exclude={*masks, "seed"})
    longest = int(recipe.data.longest_s * RATE_HZ)
    content, unread = _contents([job.utterance for job in jobs], Digests(folder / "audio.json"))
    everyone = {job.utterance.id: job.utterance for job in jobs if job.utterance.id in content}
    sounds: dict[tuple[str, int], _Sound] = {}
    for job in jobs:
        utterance = job.utterance
        for variant in range(job.variants if utterance.id in content else 0):
            seed: tuple[int, ...] = ()
            babble: tuple[Utterance, ...] = ()
            key = content[utterance.id]
            if variant or not job.keep_original:
                seed = (_seed(recipe), variant, zlib.crc32(utterance.id.encode()))
                if "babble" in augmentation.drawn(recipe.augmentation, seed):
                    babble = _others(utterance, everyone, seed)
                key = [*key, augmented, seed, recipe.data.longest_s, *(content[other.id] for other in babble)]
            sounds[utterance.id, variant] = _Sound(_hash(key), utterance, variant, seed, longest, babble)
    return list(sounds.values()), unread


def _contents(utterances: Sequence[Utterance], digests: Digests) -> tuple[dict[str, list], list[Unreadable]]:
    """By id, what the sound of each utterance is; and those whose file cannot be read. Raises InputFault id-twice."""
    content: dict[str, list] = {}
    seen: dict[str, Utterance] = {}
    unread = []
    for utterance in utterances:
        if seen.setdefault(utterance.id, utterance) != utterance:
            raise InputFault("id-twice", id=utterance.id)
        try:
            content[utterance.id] = [digests.of(utterance.audio), utterance.start_s, utterance.end_s]
        except OSError as error:
            unread.append(Unreadable(utterance.id, f"“{utterance.audio}” does not open ({error.strerror})."))
    digests.save()
    return content, unread


def _others(utterance: Utterance, everyone: Mapping[str, Utterance], seed: tuple[int, ...]) -> tuple[Utterance, ...]:
    """A few utterances of other speakers, drawn by seed; none where there is but one speaker."""
    ids = list(everyone)
    drawn = np.random.default_rng(seed).choice(len(ids), min(len(ids), 4 * _BABBLE), replace=False)
    others = (everyone[ids[i]] for i in drawn)
    return tuple([other for other in others if other.speaker != utterance.speaker][:_BABBLE])


def _encoded(
    tower: SpeechTower, settings: _Settings, sounds: list[_Sound], device: str, processes: int
) -> Generator[tuple[_Sound, np.ndarray | str]]:
    """Sounds in their order, each with its states (frames, layers, width) float16 or what is wrong with it."""
    on_processor = device.startswith("cpu")
    if min(processes, len(sounds)) <= 1:
        tower = tower.to(device)
        for sound in sounds:
            yield sound, _states(tower, settings, _heard(sound, settings.augmentation), device)
        return
    work = _states_here if on_processor else _heard_here
    tower = tower if on_processor else tower.to(device)
    started = (settings, on_processor)
    pool = workers.pool(min(processes, len(sounds)), _start, started)
    # No more than a few ahead of the disk, or the states of a slow disk would fill the memory.
    with closing(workers.in_order(pool, work, sounds, ahead=4 * processes)) as results:
        for sound, result in zip(sounds, results, strict=True):
            yield sound, result if on_processor else _states(tower, settings, result, device)


_tower: SpeechTower
_settings: _Settings


def _start(settings: _Settings, encodes: bool) -> None:
    """Of a process of the pool."""
    global _tower, _settings
    torch.set_num_threads(1)
    _settings = settings
    if encodes:
        _tower = SpeechTower.load(settings.base)


def _states_here(sound: _Sound) -> np.ndarray | str:
    return _states(_tower, _settings, _heard(sound, _settings.augmentation), "cpu")


def _heard_here(sound: _Sound) -> np.ndarray | str:
    return _heard(sound, _settings.augmentation)


def _heard(sound: _Sound, settings: Augmentation) -> np.ndarray | str:
    """(n,) float32, augmented where it is to be; or why it cannot be heard."""
    try:
        samples = manifest.samples(sound.utterance)
    except InputFault as fault:
        return fault.sentence("en")
    if sound.seed:
        samples = augmentation.augment(samples, settings, sound.seed, _voices(sound.babble))
    return samples[: sound.longest]


def _voices(babble: Sequence[Utterance]) -> list[np.ndarray]:
    """What the others say; who cannot be heard is left out."""
    voices = []
    for utterance in babble:
        with contextlib.suppress(InputFault):
            voices.append(manifest.samples(utterance))
    return voices


@torch.no_grad()
def _states(tower: SpeechTower, settings: _Settings, heard: np.ndarray | str, device: str) -> np.ndarray | str:
    """(frames, layers, width) float16."""
    if isinstance(heard, str):
        return heard
    with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=settings.bf16):
        states = tower.states(torch.from_numpy(heard)[None].to(device), settings.layers)[0].float()
    if not states.isfinite().all():
        return "The speech encoder gives something other than numbers for it."
    if not len(states):
        return "It is too short for a single frame."
    largest = torch.finfo(torch.float16).max
    return states.clamp(-largest, largest).half().cpu().numpy()


def _seed(recipe: Recipe) -> int:
    """Of the augmented copies."""
    return recipe.seed if recipe.augmentation.seed is None else recipe.augmentation.seed


def _index(recipe: Recipe, folder: Path) -> Path:
    parts = recipe.model_dump(mode="json", include={"speech", "precision", "seed", "augmentation", "data"})
    del parts["augmentation"]["seed"]
    parts["seed"] = _seed(recipe)
    return folder / f"clips-{_hash(parts)}.jsonl"


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:24]
