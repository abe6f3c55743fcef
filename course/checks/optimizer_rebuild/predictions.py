"""What is said about the predictions of lesson 05, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "05-predict-early": [
            Option(
                "the loss falls, and the gradient shrinks",
                "That is what the author hoped. It needs an optimizer that holds the new head.",
                "built-before-swap",
            ),
            Option(
                "both stay as they are",
                "The loss does stay. But `optimizer.zero_grad()` clears only what the optimizer "
                "holds, and `backward()` *adds* to `.grad`.",
                "built-before-swap",
            ),
            Option(
                "the loss stays, and the gradient grows: twice, three times, four times as large",
                "A gradient that grows by the same amount at each step is the mark of a tensor "
                "that nobody clears.",
            ),
            Option(
                "an error: no optimizer holds the new head",
                "Nobody compares the two lists, neither the optimizer nor `backward()`.",
                "compared-names",
            ),
        ],
        "05-predict-repair": [
            Option(
                "the first",
                "It does train the new head. The old one stays, in memory and in every checkpoint.",
                "dead-held",
            ),
            Option(
                "the second",
                "It trains too, and cannot be saved: the old head's momentum is filed under "
                "tensors that no group lists.",
                "state-of-the-dead",
            ),
            Option(
                "the third",
                "No tensor left the model, so nothing dead is held. Without that line the recipe "
                "goes on training the head alone: the filter ran once, when two tensors were "
                "trainable.",
            ),
            Option(
                "none of them",
                "Nothing left the model in the third, so a group more is all that it needs.",
                "live-not-held",
            ),
        ],
        "05-predict-zero": [
            Option(
                "at step 1, with everything else",
                "The gradient reaches the body *through* the head's weight, and at step 1 that is "
                "zero.",
                "zero-head",
            ),
            Option(
                "at step 2",
                "The head itself moves at step 1, because its gradient is features times error. "
                "From then on the body gets a gradient too.",
            ),
            Option(
                "never: zero times anything is zero",
                "That is true of the body, for one step. The head's own gradient is features "
                "times error, and neither is zero.",
                "zero-head",
            ),
            Option(
                "at step 5, when BatchNorm has settled",
                "Its statistics move from step 1 on, in the forward pass; no optimizer is needed "
                "for that.",
                "zero-head",
            ),
        ],
    }
)
