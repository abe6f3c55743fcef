"""01-first-loss: the mean cross-entropy of a head that knows nothing."""

import math
from collections.abc import Callable

from course import roles
from course.checks.cases import Case
from course.checks.compare import expect_number
from course.checks.core import Mistake
from course.checks.exercise import exercise


@exercise(
    "01-first-loss",
    proves="The loss before the first step is right",
    tries=["10 classes", "2 classes", "37 classes"],
    table=["n classes"],
    data=True,
    library=[roles.expected_first_loss],
)
def expected_first_loss(answer: Callable, case: Case) -> str:
    """``expected_first_loss(num_classes)`` is the loss, in nats, of a head that knows nothing."""
    [n] = case.numbers
    look = "does your function use its argument?"
    expect_number(
        answer(n),
        math.log(n),
        f"the loss for {n} classes",
        [
            Mistake("log-base", math.log2(n), "That is the logarithm to base 2.", "nats or bits?"),
            Mistake("log-base", math.log10(n), "That is the logarithm to base 10.", "which base?"),
            Mistake(
                "accuracy-not-loss",
                1 / n,
                "That is the accuracy of guessing.",
                "what does the loss make of a probability?",
            ),
            Mistake(
                "accuracy-not-loss",
                1 - 1 / n,
                "That is the error rate of guessing.",
                "what does the loss make of a probability?",
            ),
            Mistake(
                "sign-of-the-log",
                -math.log(n),
                "A cross-entropy is never negative.",
                "what is the sign of the logarithm of a number below 1?",
            ),
            *(
                Mistake("hard-coded", math.log(m), f"That is the loss for {m} classes.", look)
                for m in (10, 2, 1000)
            ),
        ],
        otherwise=(
            f"A head that knows nothing gives each of {n} classes the same probability.",
            "what is that probability, and what does cross-entropy make of it?",
        ),
        rel=1e-3,
    )
    return f"{math.log(n):.3f}"
