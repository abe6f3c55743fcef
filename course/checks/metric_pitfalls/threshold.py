"""06-threshold: the highest threshold that finds enough of the positives."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from course import metrics, scoring
from course.checks.cases import Case
from course.checks.compare import must_refuse, number, unchanged
from course.checks.core import Mistake, diagnose, fail
from course.checks.exercise import exercise
from course.wording import count

# Images, positives among them, and the recall to reach. No product of the last two lies so close
# to a whole number that rounding errors decide.
_CASES = {
    "scattered scores": (100, 24, 0.75),
    "recall of one": (50, 12, 1.0),
    "tied scores": (80, 20, 0.75),
    "equal scores": (80, 20, 0.75),
    "scores close together": (400, 8, 0.8),
    "positives in a row": (60, 12, 0.5),
    "no positive label": (80, 0, 0.5),
    "recall above one": (80, 20, 1.2),
    "scattered scores #1": (60, 16, 0.75),
    "recall of one #1": (40, 9, 1.0),
    "tied scores #1": (90, 24, 0.5),
    "equal scores #1": (50, 7, 0.6),
    "scores close together #1": (300, 9, 0.7),
    "positives in a row #1": (70, 16, 0.25),
    "no positive label #1": (30, 0, 0.9),
    "recall above one #1": (80, 20, 1.01),
}
_REFUSED = {
    "no positive label": "there is no positive label",
    "recall above one": "min_recall is above 1",
}


@exercise(
    "06-threshold",
    proves="Enough recall, and not one flag more than needed",
    tries=[text for text in _CASES if "#" not in text],
    table=_CASES,
    library=[metrics.pr_points, metrics.roc_points, scoring.choose_threshold],
    data=True,
)
def choose_threshold(answer: Callable, case: Case) -> str:
    """``choose_threshold(y_val, p_val, min_recall)``: the highest that reaches the recall."""
    y, p = _labels_and_scores(case)
    least = _CASES[case.text][2]
    if case.name in _REFUSED:
        must_refuse(answer, (y, p, least), _REFUSED[case.name], "No threshold can reach that.")
        return "refused with ValueError"
    with unchanged(y, "y_val"), unchanged(p, "p_val"):
        returned = answer(y, p, least)
    mistakes = _mistakes(y, p.double(), least) if case.name == "scattered scores" else []
    return _compare(number(returned, "the threshold"), y, p, least, mistakes)


def _labels_and_scores(case: Case) -> tuple[Tensor, Tensor]:
    """Labels (N,) and scores (N,)."""
    n, positives, _ = _CASES[case.text]
    random = torch.Generator().manual_seed(7 + case.seed)
    y = torch.zeros(n, dtype=torch.int64)
    y[torch.randperm(n, generator=random)[:positives]] = 1
    p = (1.2 * y - 2.2 + torch.randn(n, generator=random)).sigmoid()
    if case.name == "tied scores":
        p = (p * 8).round() / 8
    if case.name == "equal scores":
        p = torch.full((n,), 0.25)
    if case.name == "scores close together":  # between the steps of a grid
        p = 0.1 + p / 100
    if case.name == "positives in a row":  # three quarters of them, above everything else
        p[(y == 1).nonzero()[: positives * 3 // 4, 0]] += 1
        p = p / 2
    return y, p


def _compare(got: float, y: Tensor, p: Tensor, least: float, mistakes: list[Mistake]) -> str:
    scores, positive = p.double(), y == 1
    ranked = scores[positive].sort(descending=True).values
    want = ranked[math.ceil(least * len(ranked)) - 1].item()

    def flags(threshold: float) -> tuple[int, float]:
        yes = scores >= threshold
        return int(yes.sum()), (yes & positive).sum().item() / len(ranked)

    (many, recall), (enough, reached) = flags(got), flags(want)
    if many == enough:
        return f"threshold {want:.3g}, recall {reached:.2f}, {enough} of {len(y)} flagged"
    what = (
        f"Expected a threshold near {want:.6g} (recall {reached:.2f}, {enough} flagged), got "
        f"{got:.6g} (recall {recall:.2f}, {many} flagged)."
    )
    mistakes = [m for m in mistakes if flags(m.value)[0] != enough]
    diagnose(mistakes, lambda value: math.isclose(got, value, rel_tol=1e-5, abs_tol=1e-7), what)
    if recall < least:
        fail(
            "recall-missed",
            what,
            f"Recall must be at least {least:g}, and there are {len(ranked)} positives.",
            "is a score that equals the threshold flagged? And how many positives are above it?",
        )
    fail(
        "threshold-too-low",
        what,
        f"With {count(many - enough, 'flag')} fewer, recall would still be {least:g} or more.",
        "which numbers does your code try as thresholds, and which of them does it skip?",
    )


def _mistakes(y: Tensor, p: Tensor, least: float) -> list[Mistake]:
    candidates = p.unique().tolist()
    at = {t: metrics.counts_at(y, p, t) for t in candidates}
    precise = [t for t in candidates if at[t].precision >= least]
    share = "which images is recall a share of?"
    asked = "which score should be at least min_recall?"
    accurate = max(candidates, key=lambda t: at[t].accuracy)
    f1 = max(candidates, key=lambda t: at[t].f1)
    position = math.ceil(least * int(y.sum())) - 1
    rows = [
        ("threshold-half", 0.5, "That is 0.5, whatever the scores are.", "why should it be 0.5?"),
        ("everybody-flagged", p.min(), "That is the lowest score.", "how far up can it move?"),
        ("everybody-flagged", 0.0, "That flags every image.", "how far up can it move?"),
        ("quantile-of-all", p.quantile(1 - least), "That is a quantile of all scores.", share),
        ("quantile-of-all", p.quantile(least), "That is a quantile of all scores.", share),
        ("accuracy-chosen", accurate, "That is where the accuracy is highest.", asked),
        ("f1-chosen", f1, "That is where F1 is highest.", asked),
        ("index-not-score", position, "That is a position in a list.", "what stands there?"),
        *(
            ("precision-for-recall", t, "That is where the precision is high enough.", share)
            for t in precise[:1] + precise[-1:]
        ),
    ]
    return [Mistake(kind, float(value), seen, look) for kind, value, seen, look in rows]
