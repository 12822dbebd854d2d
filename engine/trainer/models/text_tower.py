"""The text embedding model in torch: pieces in, mean-pooled unit vectors out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import BertModel

QUERY, PASSAGE = "query: ", "passage: "


def spoken_form(text: str) -> str:
    """A text as it can be heard: lower case, no punctuation."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s']|[\d_]", " ", text.lower().replace("’", "'"))).strip()


class TextModel(nn.Module):
    """A BERT-like sentence encoder: transformer, then the mean over all pieces, then unit length."""

    def __init__(self, bert: BertModel, tokenizer: Tokenizer, longest_pieces: int = 72):
        super().__init__()
        self.bert, self.tokenizer, self.longest_pieces = bert, tokenizer, longest_pieces
        self.speech_vocabulary: list[int] = []  # ids of the pieces that speech may come out as
        self._speech_tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, longest_pieces: int = 72) -> TextModel:
        bert = BertModel.from_pretrained(
            folder, add_pooling_layer=False, dtype=torch.float32, attn_implementation="eager"
        )
        model = cls(bert, Tokenizer.from_file(str(folder / "tokenizer.json")), longest_pieces)
        if (folder / "speech_vocabulary.json").is_file():
            model._set_speech_vocabulary(json.loads((folder / "speech_vocabulary.json").read_text()))
        return model

    def save(self, folder: Path) -> None:
        self.bert.save_pretrained(folder)
        self.tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "speech_vocabulary.json").write_text(json.dumps(self.speech_vocabulary))

    def choose_speech_pieces(self, wolof: Sequence[str], least_count: int) -> None:
        """Close the set of pieces that speech may come out as: those that occur `least_count` times in Wolof text, and
        every letter that does. Any other word, a name for instance, is then spelled with smaller ones, so that nothing
        is out of reach of a CTC over them."""
        counts: Counter[int] = Counter()
        for text in wolof:
            counts.update(self.tokenizer.encode(spoken_form(text), add_special_tokens=False).ids)
        letters = set("".join(map(spoken_form, wolof))) | {"▁"}
        vocabulary = json.loads(self.tokenizer.to_str())["model"]["vocab"]
        self._set_speech_vocabulary(
            [
                i
                for i, (piece, _) in enumerate(vocabulary)
                if i > 3 and (counts[i] >= least_count or (piece.lstrip("▁") or "▁") in letters)
            ]
        )

    def _set_speech_vocabulary(self, ids: list[int]) -> None:
        self.speech_vocabulary = ids
        description = json.loads(self.tokenizer.to_str())
        keep = {0, 1, 2, 3, *ids}
        vocabulary = description["model"]["vocab"]
        # A piece that may not be used gets a score that no other way of writing a word is worse than.
        description["model"]["vocab"] = [[p, s if i in keep else -1e4] for i, (p, s) in enumerate(vocabulary)]
        self._speech_tokenizer = Tokenizer.from_str(json.dumps(description))

    def speech_pieces(self, text: str) -> list[int]:
        """Piece ids of a query written with the pieces of speech alone, as a bridge hears it."""
        head = self.tokenizer.encode(QUERY.strip()).ids[:-1]
        return [*head, *self.transcript_pieces(text)[: self.longest_pieces - len(head) - 1], 2]

    def transcript_pieces(self, text: str) -> list[int]:
        """The pieces of speech that a transcript is made of, with no other around: the targets of a CTC."""
        allowed = set(self.speech_vocabulary)
        ids = self._speech_tokenizer.encode(spoken_form(text), add_special_tokens=False).ids
        return [i for i in ids if i in allowed]

    @property
    def token_embeddings(self) -> Tensor:
        """(vocabulary, width) float32."""
        return self.bert.get_input_embeddings().weight

    def pieces(self, text: str, prefix: str = "") -> list[int]:
        """Piece ids with <s> and </s> around, cut to the longest length."""
        ids = self.tokenizer.encode(prefix + text).ids
        return ids if len(ids) <= self.longest_pieces else [*ids[: self.longest_pieces - 1], ids[-1]]

    def forward(self, rows: Sequence[list[int]]) -> Tensor:
        """Rows of piece ids -> (rows, D) float32, unit length."""
        length = max(map(len, rows))
        ids = torch.tensor([row + [1] * (length - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
        return mean_pool(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def forward_inputs(self, inputs: Tensor, mask: Tensor) -> Tensor:
        """Input embeddings (B, T, width) and their mask (B, T) -> (B, D) float32, unit length."""
        return mean_pool(self.bert(inputs_embeds=inputs, attention_mask=mask.long()).last_hidden_state, mask)

    @torch.no_grad()
    def embed(self, texts: Sequence[str], prefix: str, batch: int = 64) -> Tensor:
        """(texts, D) float32 unit length, whatever their order and number."""
        rows = [self.pieces(text, prefix) for text in texts]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        vectors = torch.zeros(len(rows), self.bert.config.hidden_size)
        training, _ = self.training, self.eval()
        for start in range(0, len(order), batch):
            chosen = order[start : start + batch]
            vectors[chosen] = self([rows[i] for i in chosen]).float()
        self.train(training)
        return vectors


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """(B, T, D), (B, T) -> (B, D): the mean over the frames that the mask keeps, in float32, at unit length."""
    weights = mask.unsqueeze(-1).float()
    return F.normalize((hidden.float() * weights).sum(1) / weights.sum(1).clamp(min=1e-9), dim=-1)


def cut_vocabulary(model: TextModel, texts: Iterable[str], words: Iterable[str], size: int) -> None:
    """Keep the special pieces, every single letter, and the pieces that `texts` and then `words` (most frequent first)
    use, up to `size` in all; tokenizer and embedding rows are cut together, in place.
    """
    description = json.loads(model.tokenizer.to_str())
    vocabulary = description["model"]["vocab"]
    specials = {token["id"] for token in description["added_tokens"]}
    kept = dict.fromkeys(sorted(specials))
    kept.update(dict.fromkeys(i for i, (piece, _) in enumerate(vocabulary) if len(piece.lstrip("▁")) <= 1))
    for text in [*texts, *words]:
        kept.update(dict.fromkeys(model.tokenizer.encode(text, add_special_tokens=False).ids))
        if len(kept) >= size:
            break
    rows = sorted(list(kept)[:size])
    new = {old: i for i, old in enumerate(rows)}
    description["model"]["vocab"] = [vocabulary[i] for i in rows]
    description["model"]["unk_id"] = new[description["model"]["unk_id"]]
    for token in description["added_tokens"]:
        token["id"] = new[token["id"]]
    _renumber_template(description.get("post_processor"), new)
    model.tokenizer = Tokenizer.from_str(json.dumps(description))
    weight = model.token_embeddings.detach()[rows].clone()
    model.bert.set_input_embeddings(nn.Embedding.from_pretrained(weight, freeze=False, padding_idx=new[1]))
    model.bert.config.vocab_size = len(rows)


def _renumber_template(processor: dict | None, new: dict[int, int]) -> None:
    for part in [processor, *(processor or {}).get("processors", [])]:
        for token in (part or {}).get("special_tokens", {}).values():
            token["ids"] = [new[i] for i in token["ids"]]
