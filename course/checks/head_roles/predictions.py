"""What is said about the predictions of lesson 01, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "01-predict-sum": [
            Option(
                "1",
                'That is true of the probabilities. "The head outputs probabilities" is often '
                "taught, and it is wrong.",
                "logits-not-probabilities",
            ),
            Option(
                "0",
                "Nothing pulls the sum towards 0: the head is a linear layer, and each output has "
                "weights of its own.",
                "logits-have-a-sum",
            ),
            Option(
                "1000",
                "That would be an output of 1 on average. Many of them are negative.",
                "logits-have-a-sum",
            ),
            Option(
                "no particular number",
                "The outputs are logits: free scores, of either sign, with any sum.",
            ),
        ],
        "01-predict-thousand": [
            Option(
                "it raises an error: 1000 is not 10",
                "That would be kind. Cross-entropy only needs every label to be below the number "
                "of outputs.",
                "loss-counts-classes",
            ),
            Option(
                "it runs, and the loss is about 2, as for ten classes",
                "That would need ten outputs. Here the right label competes with 999 others.",
                "unused-outputs-ignored",
            ),
            Option(
                "it runs, and the loss is far larger",
                "To this head, the labels 0 to 9 are fish and birds, and no shirt looks like one. "
                "The right label gets almost no probability.",
            ),
            Option(
                "it uses the first ten outputs only",
                "Nobody tells the loss that there are ten classes. All 1000 outputs share one "
                "softmax.",
                "unused-outputs-ignored",
            ),
        ],
        "01-predict-moves": [
            Option(
                "2: weight and bias of the new head",
                'Many texts say so: "only the new head is trained". But nobody told PyTorch.',
                "swap-is-not-freeze",
            ),
            Option(
                "62: all of them",
                "A swap freezes nothing. Freezing is a decision of its own (lesson 04).",
            ),
            Option(
                "60: all but the new head",
                "That happens if the optimizer is made before the swap (lesson 05). Here it was "
                "made afterwards.",
                "built-before-swap",
            ),
            Option(
                "0: a pretrained model is fixed",
                "Pretrained says where the numbers come from. It is no lock: the code is the same "
                "with `weights=None`.",
                "swap-is-not-freeze",
            ),
        ],
    }
)
