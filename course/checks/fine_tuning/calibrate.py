"""07-calibrate: one number that makes probabilities fit how often they are right."""

import math
from collections.abc import Callable
from typing import NoReturn

import torch
from torch import Tensor
from torch.nn import functional as F

from course import tuning
from course.checks.cases import Case
from course.checks.compare import number, unchanged
from course.checks.core import Mistake, fail
from course.checks.exercise import exercise

# Classes, images, and the factor by which the logits are too large.
_CASES = {
    "too confident, 10 classes": (10, 500, 3.0),
    "far too confident, 5 classes": (5, 400, 12.0),
    "not confident enough, 4 classes": (4, 400, 0.25),
    "calibrated, 3 classes": (3, 600, 1.0),
    "double precision, 2 classes": (2, 300, 2.0),
    "too confident, 6 classes": (6, 500, 4.0),
    "far too confident, 3 classes": (3, 300, 15.0),
    "not confident enough, 8 classes": (8, 600, 0.3),
    "calibrated, 5 classes": (5, 500, 1.0),
    "double precision, 4 classes": (4, 300, 2.5),
}


@exercise(
    "07-calibrate",
    proves="No other T gives a lower loss",
    tries=[*_CASES][:5],
    table={text.rpartition(", ")[0] + ", n classes" for text in _CASES},
    library=[tuning.fit_temperature],
    data=True,
)
def fit_temperature(answer: Callable, case: Case) -> str:
    """``fit_temperature(logits, labels)``: the T > 0 with the lowest cross-entropy."""
    logits, labels = _drawn(case)
    with unchanged(logits, "the logits"), unchanged(labels, "the labels"):
        got = number(answer(logits, labels), "the temperature")
    best = tuning.fit_temperature(logits, labels)
    lowest = nll(logits, labels, best)
    if got <= 0 or math.isinf(got):
        if math.isclose(got, math.log(best), rel_tol=0.02, abs_tol=0.005):
            _logarithm(f"Expected T near {best:.3f}, got {got:.3f}.")
        fail(
            "temperature-not-positive",
            f"Expected a finite T above 0, got {got:g}.",
            "Divided by a number below 0, the largest logit becomes the smallest.",
            "what keeps the number that you fit above 0?",
        )
    loss = nll(logits, labels, got)
    if loss - lowest > 1e-3:
        what = (
            f"Expected T near {best:.3f}, with a loss of {lowest:.4f}, got {got:.4g}, with "
            f"{loss:.4f} ({case.text})."
        )
        _explain(what, got, best, logits, labels)
    return f"T {best:.2f}: loss {nll(logits, labels, 1.0):.3f} → {lowest:.3f}"


def _drawn(case: Case) -> tuple[Tensor, Tensor]:
    """Logits (N, C), and labels drawn from what they would say without the factor."""
    classes, n, factor = _CASES[case.text]
    draws = torch.Generator().manual_seed(770 + n + classes)
    logits = 2 * torch.randn(n, classes, generator=draws)
    labels = torch.multinomial(logits.softmax(dim=1), 1, generator=draws)[:, 0]
    logits = logits * factor + torch.randn(n, 1, generator=draws)
    return logits.double() if "double precision" in case.text else logits, labels


def nll(logits: Tensor, labels: Tensor, temperature: float) -> float:
    return F.cross_entropy(logits.double() / temperature, labels).item()


def _softmax_twice(logits: Tensor, labels: Tensor) -> float:
    """Return the T that is found if softmax(logits / T) is taken for logits."""
    grid = torch.logspace(-2, 2, 801, dtype=torch.float64).tolist()
    return min(
        grid, key=lambda t: F.cross_entropy((logits.double() / t).softmax(dim=1), labels).item()
    )


def _logarithm(what: str) -> None:
    fail(
        "temperature-as-logarithm",
        what,
        "That is the logarithm of T.",
        "what did you fit, and what did you return?",
    )


def _explain(what: str, got: float, best: float, logits: Tensor, labels: Tensor) -> NoReturn:
    def close(value: float) -> bool:
        return math.isclose(got, value, rel_tol=0.02)

    mistakes = [
        Mistake("temperature-of-one", 1.0, "That changes nothing.", "which tensor was fitted?"),
        Mistake(
            "temperature-inverted",
            1 / best,
            "That is 1 divided by T.",
            "are your logits divided by the number, or multiplied with it?",
        ),
        Mistake(
            "probabilities-scaled",
            tuning.fit_temperature(logits.softmax(dim=1), labels),
            "That is the T for probabilities in the place of logits.",
            "what is divided by T, and where does softmax come?",
        ),
        Mistake(
            "softmax-before-loss",
            _softmax_twice(logits, labels),
            "It is the best T if the loss receives probabilities.",
            "what does cross-entropy expect, and what does it apply itself?",
        ),
        Mistake(
            "wrong-value",
            nll(logits, labels, best),
            "That is the lowest loss, not the T that gives it.",
            "which of its two numbers does your search return?",
        ),
    ]
    for mistake in mistakes:
        if close(mistake.value):
            fail(mistake.misconception, what, mistake.seen, mistake.look)
    if math.isclose(got, math.log(best), rel_tol=0.02, abs_tol=0.005):
        _logarithm(what)
    fail(
        "temperature-not-converged",
        what,
        "The loss still falls from there towards the expected T.",
        "how far do your steps, or the values that you try, reach (T can be 0.2, or 15)? And "
        "which loss do they lower?",
    )
