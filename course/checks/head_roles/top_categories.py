"""01-top-categories: the k most probable categories of each image."""

from collections.abc import Callable

import torch
from torch import Tensor, allclose

from course import roles
from course.checks.cases import Case
from course.checks.compare import number, unchanged
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise
from course.wording import count


@exercise(
    "01-top-categories",
    proves="Names and probabilities are right, the most probable first",
    tries=["2 images, 5 classes, top 3", "1 image, 4 classes, top 4", "5 images, 5 classes, top 2"],
    table=["n images, n classes, top n", "n image, n classes, top n"],
    data=True,
    library=[roles.top_categories],
)
def top_categories(answer: Callable, case: Case) -> str:
    """``top_categories(logits, categories, k)``: k pairs (name, probability) for each image."""
    n, classes, k = case.numbers
    logits = 2 * torch.randn(n, classes, generator=torch.Generator().manual_seed(n * classes))
    categories = [f"class {chr(97 + i % 26)}{i}" for i in range(classes)]
    with unchanged(logits, "the logits"):
        lists = answer(logits, categories, k)
    _require_pairs(lists, n, k)
    names = [[pair[0] for pair in row] for row in lists]
    got = torch.tensor([[number(pair[1], "a probability") for pair in row] for row in lists])
    want, order = logits.softmax(1).topk(k, dim=1)
    if not allclose(got, want, atol=1e-4):
        _explain(got, want, logits)
    right = [[categories[i] for i in row] for row in order.tolist()]
    if names != right:
        row = next(i for i, name in enumerate(names) if name != right[i])
        fail(
            "wrong-category",
            f"Expected {right[row]} for image {row}, got {list(names[row])}.",
            "The probabilities are right, the names beside them are not.",
            "which index belongs to which name?",
        )
    return f"the first image: {_row(want)}"


def _require_pairs(lists: object, n: int, k: int) -> None:
    what = f"Expected {count(n, 'list')} of {k} pairs (name, probability)"
    if not isinstance(lists, list | tuple) or len(lists) != n:
        got = f"{len(lists)} items" if isinstance(lists, list | tuple) else describe(lists)
        fail(
            "list-per-image",
            f"{what}, got {got}.",
            f"The batch has {count(n, 'image')}, and each image needs a list of its own.",
            "how many images are in the batch, and what belongs to one of them?",
        )
    for row in lists:
        if not isinstance(row, list | tuple) or any(
            not isinstance(pair, list | tuple) or len(pair) != 2 for pair in row
        ):
            fail(
                "wrong-type",
                f"{what}, got {describe(row)} for an image.",
                "An image's list holds pairs: a name and its probability.",
                "what do you append for one image?",
            )
        if len(row) != k:
            fail(
                "argument-ignored",
                f"{what}, got a list of {len(row)}.",
                f"k is {k} in this call.",
                "does your function use its argument k?",
            )
        if wrong := [pair[0] for pair in row if not isinstance(pair[0], str)]:
            fail(
                "wrong-type",
                f"Expected a name first in each pair, got {describe(wrong[0])}.",
                "A pair is (name, probability), in this order.",
                "what is `categories` for, and where in the pair does it go?",
            )


def _explain(got: Tensor, want: Tensor, logits: Tensor) -> None:
    what = f"Expected {_row(want)} for the first image, got {_row(got)}."
    k, sure = want.shape[1], logits.softmax(1)
    least = sure.topk(k, dim=1, largest=False).values
    order = "which end of the ranking did you take, and in which order?"
    mistakes = [
        Mistake(
            "logits-not-probabilities",
            logits.topk(k, dim=1).values,
            "Those are the logits.",
            "can a probability be negative, or above 1?",
        ),
        Mistake(
            "renormalised-top-k",
            logits.topk(k, dim=1).values.softmax(1),
            f"The {k} numbers of an image sum to 1, as if there were no other classes.",
            "over which classes does softmax run?",
        ),
        Mistake(
            "softmax-over-batch",
            logits.softmax(0).topk(k, dim=1).values,
            "Each class sums to 1 over the images.",
            "which dimension holds the classes?",
        ),
        Mistake(
            "sigmoid-for-softmax",
            logits.sigmoid().topk(k, dim=1).values,
            "Each class was judged by itself.",
            "can an image belong to two of these classes at once?",
        ),
        Mistake("not-descending", want.flip(1), "The most probable one is last.", order),
        Mistake("not-descending", least, "Those are the least probable ones.", order),
        Mistake("not-descending", least.flip(1), "Those are the least probable ones.", order),
        Mistake(
            "not-descending",
            sure[:, :k],
            "Those are the first classes in the list of names.",
            "are the first ones the most probable?",
        ),
        Mistake("percent-not-fraction", 100 * want, "Those are percentages.", "the unit."),
        Mistake(
            "wrong-value",
            sure.softmax(1).topk(k, dim=1).values,
            "Those are the numbers after a second softmax.",
            "how often do you apply softmax?",
        ),
        Mistake(
            "rounded",
            want,
            "Right, but rounded: some digits are missing.",
            "where does your function lose digits?",
        ),
    ]
    for tolerance in (1e-4, 6e-3):  # exact first, then as somebody rounds

        def equal(value: Tensor, near: float = tolerance) -> bool:
            return allclose(got, value, rtol=near, atol=near * max(1.0, value.abs().max()))

        diagnose([m for m in mistakes if tolerance > 1e-3 or m.value is not want], equal, what)
    if allclose(got.sort(1, descending=True).values, want, atol=1e-4):
        fail(
            "not-descending",
            what,
            "Those are the right numbers, in another order.",
            "the order in which you append them.",
        )
    fail(
        "logits-not-probabilities",
        what,
        "Those are not the probabilities of the classes.",
        "what turns a row of logits into numbers that sum to 1?",
    )


def _row(values: Tensor) -> str:
    return "[" + ", ".join(f"{v:.3f}" for v in values[0].tolist()) + "]"
