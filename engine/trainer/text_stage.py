"""Stage one: make a text embedding model bilingual (Wolof and French) and Matryoshka.

Wolof queries are pulled to their French with in-batch negatives, both ways, at every dim (Matryoshka representation
learning, arXiv 2205.13147); French stays near the base model's French; word embeddings stay frozen.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F
from wordfreq import top_n_list

from corpus import passages as passages_of
from corpus import readers
from engine.matryoshka import truncate
from engine.trainer import corpora, metrics, noise
from engine.trainer.recipe import Recipe
from engine.trainer.text_model import PASSAGE, QUERY, TextModel, cut_vocabulary

WOLOF_ALONE = "wolof-alone"  # a sentence paired with itself: seen through noise, it should stay where it is


def training_pairs(recipe: Recipe) -> list[corpora.Pair]:
    """Every pair that may be trained on: parallel text, real utterances with French, starter questions, and questions
    with the French page that answers them. Sentences of the held-out speaker are left out."""
    folder = recipe.data.folder
    utterances = corpora.alffa(folder)
    questions = corpora.starter_questions(recipe.data.starter)
    held_out = {corpora.key(u.wolof) for u in utterances if u.speaker == recipe.data.held_out_speaker}
    held_out |= {corpora.key(pair.wolof) for pair in corpora.afriqa_development(folder)}
    held_out |= {corpora.key(question.wolof) for question in questions if question.use == "eval"}
    pairs = corpora.parallel(folder)
    pairs += [corpora.Pair(u.wolof, u.french, "alffa", u.french) for u in utterances if u.french]
    for question in questions:
        if question.use == "train":
            page = readers.read(recipe.data.starter / f"{question.document}.md")
            whole = f"{page.title}. {page.summary} {page.text}"
            pairs.append(corpora.Pair(question.wolof, question.french, "starter", question.french))
            pairs.append(corpora.Pair(question.wolof, whole, "starter-page", question.french))
            pairs.append(corpora.Pair(question.french, whole, "french-page", question.french))
    pairs += [corpora.Pair(q, page, "french-page", q) for q, page in corpora.french_questions(folder)]
    alone = corpora.wolof_sentences(folder)
    pairs += [
        corpora.Pair(text, text, WOLOF_ALONE)
        for text in random.Random(recipe.seed).sample(alone, min(len(alone), recipe.text.wolof_alone))
    ]
    return [pair for pair in pairs if corpora.key(pair.wolof) not in held_out]


def prepare(recipe: Recipe) -> TextModel:
    """The base model with its vocabulary cut to what French and Wolof need."""
    model = TextModel.load(recipe.text.base, recipe.text.longest_pieces)
    folder = recipe.data.folder
    pairs = training_pairs(recipe)
    rng = random.Random(recipe.seed)
    wolof = [pair.wolof for pair in pairs] + corpora.wolof_sentences(folder)
    texts = [f"{QUERY}{PASSAGE}", *wolof, *(noise.misspell(text, rng) for text in wolof)]
    texts += [pair.french for pair in pairs] + corpora.french_sentences(folder)
    cut_vocabulary(model, texts, top_n_list("fr", 120_000), recipe.text.vocabulary)
    model.choose_speech_pieces(wolof, recipe.text.speech_piece_count)
    return model


def matryoshka_contrast(a: Tensor, b: Tensor, same: Tensor, dims: tuple[int, ...], scale: float) -> Tensor:
    """In-batch negatives both ways, mean over dims: (B, D), (B, D), `same` (B, B) bool marks other rows that are right
    too and so are no negatives."""
    target = torch.arange(len(a))
    total = a.new_zeros(())
    for dim in dims:
        scores = scale * truncate(a, dim) @ truncate(b, dim).T
        scores = scores.masked_fill(same, -1e4)
        total = total + (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
    return total / len(dims)


def french_pages(recipe: Recipe) -> list[str]:
    """French passages that questions are ordered by; of the starter library, those that may be trained on."""
    trained = {q.document for q in corpora.starter_questions(recipe.data.starter) if q.use == "train"}
    documents = [readers.read(recipe.data.starter / f"{name}.md") for name in sorted(trained)]
    pages = [f"{d.title}. {d.text[start:end]}" for d in documents for start, end in passages_of.split(d.text)]
    return pages + sorted({page for _, page in corpora.french_questions(recipe.data.folder)})


def page_order(queries: Tensor, aims: Tensor, pages: Tensor, aimed: Tensor, scale: float) -> Tensor:
    """How far a question's similarities to many pages are from those of its French question in the base model.

    Kullback-Leibler divergence of softmaxed cosines: queries and aims (B, D), pages (n, D), aimed (B,) 1 or 0. Few
    Wolof questions come with the page that answers them; the base model knows which pages are near in French.
    """
    wanted = (scale * aims @ pages.T).softmax(-1)
    given = (scale * queries @ pages.T).log_softmax(-1)
    away = F.kl_div(given, wanted, reduction="none").sum(-1)
    return (away * aimed).sum() / aimed.sum().clamp(min=1)


def fit(recipe: Recipe, run: Path) -> None:
    """Train and write `run/text` (weights, tokenizer, figures)."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    rng = random.Random(recipe.seed)
    model, pairs = prepare(recipe), training_pairs(recipe)
    print(f"{len(pairs)} pairs, {len(model.token_embeddings)} pieces", flush=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
        before = evaluate(model, recipe)
        print("before:", json.dumps(before), flush=True)
        kept = model.embed([pair.french for pair in pairs], PASSAGE)
        aims = model.embed([pair.asked_in_french for pair in pairs], QUERY)
        pages = model.embed(french_pages(recipe), PASSAGE)
    aimed = torch.tensor([float(bool(pair.asked_in_french)) for pair in pairs])

    model.bert.get_input_embeddings().weight.requires_grad_(False)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=recipe.text.learning_rate, weight_decay=0.01, fused=True)
    batches = [rows for _ in range(recipe.text.epochs) for rows in _batches(model, pairs, recipe.text.batch, rng)]
    steps = len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / 30, max(0.02, (steps - step) / steps))
    )
    started = time.monotonic()
    model.eval()  # no dropout: the noise in the texts serves, and half the time goes
    for step, chosen in enumerate(batches):
        batch = [pairs[i] for i in chosen]
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
            queries = model([_noisy_pieces(model, pair, recipe, rng) for pair in batch])
            passages = model([model.pieces(pair.french, PASSAGE) for pair in batch])
        keys = [corpora.key(pair.french) for pair in batch]
        same = torch.tensor([[i != j and a == b for j, b in enumerate(keys)] for i, a in enumerate(keys)])
        contrast = matryoshka_contrast(queries, passages, same, recipe.dims, recipe.text.scale)
        is_french = torch.tensor([float(pair.source != WOLOF_ALONE) for pair in batch])
        moved = 1 - (passages * kept[chosen]).sum(-1)
        french = (moved * is_french).sum() / is_french.sum().clamp(min=1)
        # Contrast alone tells Wolof questions from one another, yet leaves them far from where French ones lie, and so
        # from the pages: each is drawn to the place of its French as well (Reimers and Gurevych 2020, 2004.09813).
        away = 1 - (queries * aims[chosen]).sum(-1)
        align = (away * aimed[chosen]).sum() / aimed[chosen].sum().clamp(min=1)
        order = page_order(queries, aims[chosen], pages, aimed[chosen], recipe.text.scale)
        loss = contrast + recipe.text.keep_french * french + recipe.text.align * align + recipe.text.pages * order
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            spent = time.monotonic() - started
            left = spent / (step + 1) * (steps - step - 1)
            print(
                f"step {step}/{steps} contrast {contrast.item():.3f} french {french.item():.4f} "
                f"align {align.item():.4f} pages {order.item():.3f} {spent:.0f} s, {left:.0f} s left",
                flush=True,
            )
    (run / "text").mkdir(parents=True, exist_ok=True)
    model.eval().save(run / "text")
    figures = {"before": before, "after": evaluate(model, recipe), "pairs": len(pairs), "settings": asdict(recipe.text)}
    (run / "text" / "figures.json").write_text(json.dumps(figures, indent=1, default=str), encoding="utf-8")
    print("after:", json.dumps(figures["after"]), flush=True)


def _batches(model: TextModel, pairs: list[corpora.Pair], batch: int, rng: random.Random) -> list[list[int]]:
    """One epoch of row numbers, long French with long French: one page among questions would pad them all."""
    order = rng.sample(range(len(pairs)), len(pairs))
    order.sort(key=lambda i: len(pairs[i].french) > 200)
    full = [order[at : at + batch] for at in range(0, len(order) - batch + 1, batch)]
    return rng.sample(full, len(full))


def _noisy_pieces(model: TextModel, pair: corpora.Pair, recipe: Recipe, rng: random.Random) -> list[int]:
    if pair.source == "french-page" or rng.random() > recipe.text.spelling_noise:
        return model.pieces(pair.wolof, QUERY)
    text = noise.misspell(pair.wolof, rng, rng.choice((0.0, 0.03, 0.07, 0.12)))
    ids = model.speech_pieces(text)
    return [ids[0], *noise.stutter(ids[1:-1], rng, recipe.text.piece_noise), ids[-1]]


def evaluate(model: TextModel, recipe: Recipe) -> dict[str, dict]:
    """Gold Wolof text to French: AfriQA development questions among themselves and 1,000 other French sentences."""
    trained = corpora.trained_french(recipe.data.folder)
    pairs = [pair for pair in corpora.afriqa_development(recipe.data.folder) if corpora.key(pair.french) not in trained]
    french = list(dict.fromkeys(pair.french for pair in pairs))
    documents = model.embed([*french, *corpora.french_sentences(recipe.data.folder)[:1000]], PASSAGE).numpy()
    right = torch.tensor([french.index(pair.french) for pair in pairs]).numpy()
    queries = model.embed([pair.wolof for pair in pairs], QUERY).numpy()
    return metrics.by_dim(queries, documents, right, recipe.dims)
