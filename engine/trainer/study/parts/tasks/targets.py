"""How the part `tasks` stands with what was asked for; and where it falls short, what the figures say of the cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.trainer.study.blocks import Aim
from engine.trainer.study.parts.tasks.telling import FUNNEL, GOLD, SPEECH, TYPED, Found
from engine.trainer.study.pools import TOGETHER
from engine.trainer.study.wording import Figure, figure, share

REAL_NDCG, REAL_LOST, AFRIQA_SHARE, FIRST_THREE = 0.50, 0.01, 0.90, 0.80


def aims(found: Found) -> Iterator[Aim]:
    full, short = found["full"], found["default_dim"]
    real = found["sentences"].get("real")
    what = f"real speech → French sentence: nDCG@10 at {full}"
    yield _real(found, what, real) if real else _missing(what, f"≥ {REAL_NDCG:.2f}", "the set real")
    what = f"real speech: nDCG@10 lost at {short} with re-scoring"
    yield _rescored(found, what, real) if real else _missing(what, f"≤ {REAL_LOST:.2f}", "the set real")
    what = f"AfriQA, held-out voices: share of the gold text's nDCG@10, at {full}"
    together = found["sentences"].get(TOGETHER)
    yield _afriqa(found, what, together) if together else _missing(what, f"≥ {AFRIQA_SHARE:.0%}", "kokoro and espeak")
    what = "starter questions: the right document in the first three"
    pages = found["pages"].get(TOGETHER)
    asked = f"≥ {FIRST_THREE:.0%}"
    yield (
        _first_three(found, what, asked, pages) if pages else _missing(what, asked, "starter-kokoro and starter-espeak")
    )


def _ratio(part: Figure, whole: Figure) -> float:
    return part[0] / whole[0] if whole[0] else 0.0


def _missing(what: str, asked: str, name: str) -> Aim:
    return Aim(what, asked, "not measured", False, f"It needs {name}, which `laaj-trainer prepare` makes.")


def _real(found: Found, what: str, told: Found) -> Aim:
    full = str(found["full"])
    speech, gold = (told["ways"][way][full]["ndcg@10"] for way in (SPEECH, GOLD))
    reached = speech[0] >= REAL_NDCG
    return Aim(what, f"≥ {REAL_NDCG:.2f}", figure(speech), reached, "" if reached else _why_real(told, speech, gold))


def _why_real(told: Found, speech: Figure, gold: Figure) -> str:
    bound = f"In writing the same questions reach {figure(gold)}"
    if gold[0] < REAL_NDCG:
        why = f"{bound}: the text model's Wolof is short of it before anything is heard; more Wolof text comes first."
    else:
        why = (
            f"{bound}: the text model would do, the ear keeps {_ratio(speech, gold):.1%} of that. Keeping "
            f"{REAL_NDCG / gold[0]:.1%} would reach it; what recordings add to that stands under what data buys."
        )
    if speech[2] >= REAL_NDCG:
        why += f" With {told['questions']} questions the interval still holds {REAL_NDCG:.2f}, so it may be chance."
    return why


def _rescored(found: Found, what: str, told: Found) -> Aim:
    reached = told["lost"][0] <= REAL_LOST
    why = (
        f"For {told['missed']} of {told['utterances']} questions the shortlist of {found['shortlist']} at "
        f"{found['default_dim']} misses a sentence that the full vectors have among the first ten. A longer shortlist, "
        "or one at a longer dim, finds it; the costs of both stand under cost against accuracy."
    )
    lost, low, high = told["lost"]
    ndcg = told["ways"][SPEECH][FUNNEL]["ndcg@10"]
    told_ = f"{lost:+.3f} ({low:+.3f} to {high:+.3f}), at {figure(ndcg)}"
    return Aim(what, f"≤ {REAL_LOST:.2f}", told_, reached, "" if reached else why)


def _afriqa(found: Found, what: str, told: Found) -> Aim:
    full = str(found["full"])
    speech, gold = (told["ways"][way][full]["ndcg@10"] for way in (SPEECH, GOLD))
    kept = {name: found["sentences"][name]["share"][full]["ndcg@10"] for name in told["sets"]}
    together = told["share"][full]["ndcg@10"]
    reached = together[0] >= AFRIQA_SHARE
    by_voice = ", ".join(f"{name} {of_voice[0]:.1%}" for name, of_voice in kept.items())
    why = (
        f"In writing the questions reach {figure(gold)}, spoken {figure(speech)}; {AFRIQA_SHARE * gold[0]:.3f} was to "
        f"be reached. The text model is the same for both, so the ear loses it. {_voices(kept)}"
    )
    told_ = f"{share(together)}; {by_voice}"
    return Aim(what, f"≥ {AFRIQA_SHARE:.0%}", told_, reached, "" if reached else why)


def _voices(kept: Mapping[str, Figure]) -> str:
    good = [name for name, of_voice in kept.items() if of_voice[0] >= AFRIQA_SHARE]
    if not good:
        return "No kind of voice keeps enough: it takes more, and more varied, speech in training, or a better encoder."
    bad = " and ".join(name for name in kept if name not in good)
    return f"By {' and '.join(good)} alone it is reached; it takes voices in training that are more like {bad}."


def _first_three(found: Found, what: str, asked: str, told: Found) -> Aim:
    speech, gold, typed = (told["ways"][way][FUNNEL]["first_three"] for way in (SPEECH, GOLD, TYPED))
    reached = speech[0] >= FIRST_THREE
    by_voice = ", ".join(
        f"{name.removeprefix('starter-')} {found['pages'][name]['ways'][SPEECH][FUNNEL]['first_three'][0]:.1%}"
        for name in told["sets"]
    )
    return Aim(what, asked, f"{share(speech)}; {by_voice}", reached, "" if reached else _why_page(speech, gold, typed))


def _why_page(speech: Figure, gold: Figure, typed: Figure) -> str:
    steps = (
        f"Typed in French the page is there {typed[0]:.1%} of the time, in written Wolof {gold[0]:.1%}, spoken "
        f"{speech[0]:.1%}. "
    )
    if typed[0] < FIRST_THREE:
        return steps + "French itself is short of it: the search of pages limits, before Wolof and before the ear."
    if gold[0] < FIRST_THREE:
        return (
            f"{steps}The text model's Wolof limits: {100 * (typed[0] - gold[0]):.1f} points are lost to it, "
            f"{100 * (gold[0] - speech[0]):.1f} more by listening. Perfect hearing alone would not reach it; more "
            "Wolof text about such things comes first."
        )
    may_be = 100 * (gold[0] - FIRST_THREE)
    loses = 100 * (gold[0] - speech[0])
    return f"{steps}The text model would do: listening may lose {may_be:.1f} points, and loses {loses:.1f}."
