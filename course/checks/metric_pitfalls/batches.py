"""What the two exercises share that go through batches: the wrong sums, and a stream read twice."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from course.checks.coach import one_line
from course.checks.core import Mistake, describe, fail


def mistakes_in_sums(sums: Sequence[float], sizes: Sequence[int], classes: int) -> list[Mistake]:
    """The values of a mean per image whose sums over batches went wrong.

    Args:
        sums: for each batch, the sum over its images.
        sizes: how many images each batch holds, none of them 0.
        classes: how many logits each image has.
    """
    total, batches = sum(sums), len(sizes)
    means = [each / n for each, n in zip(sums, sizes, strict=True)]
    mean = sum(means) / batches
    weigh, by_what = "how much should one image count?", "by what should the sum be divided?"
    full = "Every batch was counted as if it were as long as the first."
    rows = f"The sum was divided by {classes} for each batch, which is the number of classes."
    rows_look = "which dimension of the logits counts the images?"
    return [
        Mistake("mean-of-batches", mean, "That is the mean of the batches' means.", weigh),
        Mistake("mean-of-batches", 100 * mean, "That is the batches' mean, in percent.", weigh),
        Mistake(
            "nominal-batch-size", total / batches / sizes[0], full, "how long is the last one?"
        ),
        Mistake(
            "last-batch-only", means[-1], "That is the last batch alone.", "what about the others?"
        ),
        Mistake(
            "last-batch-only", means[0], "That is the first batch alone.", "where is the return?"
        ),
        Mistake(
            "last-batch-dropped",
            sum(sums[:-1]) / sum(sizes[:-1]),
            "That leaves out the last batch.",
            "which images does your loop see?",
        ),
        Mistake("batches-added", sum(means), "That is the sum of the batches' means.", by_what),
        Mistake("count-not-share", total, "That is the sum over all images.", by_what),
        Mistake(
            "count-not-share",
            total / batches,
            "The sum was divided by the number of batches.",
            by_what,
        ),
        Mistake("classes-for-images", total / batches / classes, rows, rows_look),
        Mistake(
            "percent-not-fraction", 100 * total / sum(sizes), "That is in percent.", "the unit."
        ),
    ]


def read_once(
    call: Callable[[Iterable], Any], batches: list, is_right: Callable[[Any], bool]
) -> object:
    """Return what the call makes of a generator; fail if only a list gives the right result."""
    error = None
    try:
        returned = call(batch for batch in batches)
        wrong, got = not is_right(returned), describe(returned)
    except (ArithmeticError, RuntimeError, ValueError) as raised:  # as if there were no images
        error, wrong, got = raised, True, one_line(raised)
    if wrong and is_right(call(batches)):
        fail(
            "iterated-twice",
            f"Expected the same from a generator as from a list of {len(batches)} batches, got "
            f"{got}.",
            "The result is right for the list. A generator is empty after it was read once.",
            "how often does your code go through the batches?",
        )
    if error:
        raise error
    return returned


def joined(values: Iterable[object]) -> str:
    """1, 2 and 3."""
    *first, last = map(str, values)
    return f"{', '.join(first)} and {last}" if first else last
