"""The vocabulary of a text model: cut to what two languages need, and the pieces that speech may come out as."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer
from torch import nn

from engine.trainer.recipe import RecipeError

if TYPE_CHECKING:
    from engine.trainer.models.text_tower import TextTower

_NEVER = -1e4  # the score of a unigram piece that may not be used: no other way of writing a word is worse


def spoken_form(text: str) -> str:
    """A text as it can be heard: lower case, no punctuation."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s']|[\d_]", " ", text.lower().replace("’", "'"))).strip()


class Speller:
    """Writes texts with a closed set of pieces; what the set lacks is spelled with smaller ones.

    A unigram tokenizer finds the best spelling itself. Any other cuts a text as it always does, and a piece outside the
    set is then spelled with its single characters, or its bytes.
    """

    def __init__(self, tokenizer: Tokenizer, allowed: Sequence[int]):
        description = json.loads(tokenizer.to_str())
        self._allowed = set(allowed)
        self._unigram = description["model"]["type"] == "Unigram"
        self._tokenizer, self._vocabulary = tokenizer, tokenizer.get_vocab(with_added_tokens=False)
        self._inner = description["model"].get("continuing_subword_prefix") or ""
        if self._unigram:
            keep = self._allowed | _special_ids(description)
            pieces = description["model"]["vocab"]
            description["model"]["vocab"] = [[p, s if i in keep else _NEVER] for i, (p, s) in enumerate(pieces)]
            self._tokenizer = Tokenizer.from_str(json.dumps(description))

    def write(self, text: str) -> list[int]:
        """Ids of allowed pieces; a letter that has none is left out."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        if self._unigram:
            return [i for i in ids if i in self._allowed]
        written = [[i] if i in self._allowed else self.spell(i) for i in ids]
        return [i for part in written for i in part if i in self._allowed]

    def spell(self, piece: int) -> list[int]:
        """The single-character pieces of a piece: letters, byte-level letters, or the bytes of a letter that has none.

        Inside a word a WordPiece letter is marked (##a).
        """
        token = self._tokenizer.id_to_token(piece) or ""
        if re.fullmatch(r"<0x[0-9A-F]{2}>", token):
            return [piece]
        inner = bool(self._inner) and token.startswith(self._inner)
        spelled: list[int] = []
        for place, letter in enumerate(token.removeprefix(self._inner) if inner else token):
            marked = self._inner + letter if inner or place else letter
            if marked in self._vocabulary:
                spelled.append(self._vocabulary[marked])
            else:
                bytes_of = (self._vocabulary.get(f"<0x{byte:02X}>") for byte in letter.encode())
                spelled.extend(i for i in bytes_of if i is not None)
        return spelled


def choose_speech_pieces(tower: TextTower, wolof: Sequence[str], least_count: int) -> None:
    """Close the set of pieces that speech may come out as: those that occur `least_count` times in the Wolof texts, and
    every letter that does. Any other word, a name for instance, is then spelled with smaller ones, so that nothing is
    out of reach of a CTC over them."""
    counts: Counter[int] = Counter()
    for text in wolof:
        counts.update(tower.spoken_pieces(text))
    frequent = {i for i, count in counts.items() if count >= least_count}
    description = json.loads(tower.tokenizer.to_str())
    if description["model"]["type"] == "Unigram":
        letters = set("".join(map(spoken_form, wolof))) | {"▁"}
        pieces = enumerate(description["model"]["vocab"])
        single = {i for i, (piece, _) in pieces if (piece.lstrip("▁") or "▁") in letters}
    else:
        speller = Speller(tower.tokenizer, ())
        single = {letter for i in counts for letter in speller.spell(i)}
    tower.set_speech_vocabulary(sorted((frequent | single) - _special_ids(description)))


def cut_vocabulary(tower: TextTower, texts: Iterable[str], words: Iterable[str], size: int) -> None:
    """Keep the special pieces, every single letter, and the pieces that `texts` and then `words` (most frequent first)
    use, up to `size` in all; tokenizer and embedding rows are cut together, in place.

    Raises:
        RecipeError: the tokenizer is not unigram. Merges of a BPE build on one another and cannot be left out singly.
    """
    description = json.loads(tower.tokenizer.to_str())
    if description["model"]["type"] != "Unigram":
        kind = description["model"]["type"]
        raise RecipeError(
            f"text.vocabulary cuts unigram tokenizers alone, and this base has a {kind} one: set it to 0."
        )
    vocabulary = description["model"]["vocab"]
    specials = _special_ids(description)
    kept = dict.fromkeys(sorted(specials))
    kept.update(dict.fromkeys(i for i, (piece, _) in enumerate(vocabulary) if len(piece.lstrip("▁")) <= 1))
    for text in [*texts, *words]:
        kept.update(dict.fromkeys(tower.tokenizer.encode(text, add_special_tokens=False).ids))
        if len(kept) >= size:
            break
    rows = sorted(list(kept)[:size])
    new = {old: i for i, old in enumerate(rows)}
    description["model"]["vocab"] = [vocabulary[i] for i in rows]
    description["model"]["unk_id"] = new[description["model"]["unk_id"]]
    for token in description["added_tokens"]:
        token["id"] = new[token["id"]]
    _renumber(description.get("post_processor"), new)
    _cut_rows(tower, rows, new)
    tower.set_tokenizer(Tokenizer.from_str(json.dumps(description)))


def _cut_rows(tower: TextTower, rows: list[int], new: dict[int, int]) -> None:
    """In place, so that a table that scales its rows goes on doing so."""
    table: Any = tower.transformer.get_input_embeddings()
    table.weight = nn.Parameter(table.weight.detach()[rows].clone())
    table.num_embeddings = tower.transformer.config.vocab_size = len(rows)
    tower.pad_id = new[tower.pad_id]
    table.padding_idx = tower.pad_id
    config = tower.transformer.config
    for name in ("pad_token_id", "bos_token_id", "eos_token_id"):
        if (old := getattr(config, name, None)) in new:
            setattr(config, name, new[old])


def _renumber(processor: dict[str, Any] | None, new: dict[int, int]) -> None:
    """Ids that a post-processor names: a template's specials, or the pairs of a BERT or RoBERTa one."""
    for part in [processor, *(processor or {}).get("processors", [])]:
        for token in (part or {}).get("special_tokens", {}).values():
            token["ids"] = [new[i] for i in token["ids"]]
        for name in ("cls", "sep"):
            if pair := (part or {}).get(name):
                pair[1] = new[pair[1]]


def _special_ids(description: dict[str, Any]) -> set[int]:
    unknown = description["model"].get("unk_id")
    return {token["id"] for token in description["added_tokens"]} | ({unknown} if unknown is not None else set())
