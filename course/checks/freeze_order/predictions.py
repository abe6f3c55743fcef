"""What is said about the predictions of lesson 04, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "04-predict-order": [
            Option(
                "2, 2 and 2",
                "That is what all three authors hoped. But a flag belongs to a tensor, not to the "
                "name `fc`: what happens to the tensor decides.",
                "froze-the-old-head",
            ),
            Option(
                "2, 0 and 60",
                "A and B are right. In C, the frozen layer left the model, and a new layer is "
                "trainable when it is made. So 62, not 60.",
                "froze-the-old-head",
            ),
            Option(
                "2, 0 and 62",
                "In A the new head is made last, and a new layer is trainable. In B it is frozen "
                "with everything else. In C the only frozen layer is thrown away.",
            ),
            Option(
                "62, 62 and 60",
                "That would need a swap that resets flags. It touches no layer but the one that "
                "it replaces.",
                "swap-resets-flags",
            ),
        ],
        "04-predict-flag": [
            Option(
                "2 tensors are trainable: weight and bias of `fc`",
                "The flag that counts is on each *tensor*. The line sets an attribute of the "
                "module, and nothing passes it on.",
                "flag-on-module",
            ),
            Option(
                "1 tensor is trainable: the weight",
                "Neither the weight nor the bias is touched. The line sets an attribute of the "
                "module.",
                "flag-on-module",
            ),
            Option(
                "no tensor is trainable",
                "The line gives the module a new attribute, and nobody reads it.",
            ),
            Option(
                "it raises an error: `fc` is a module, not a tensor",
                "An error would help. But Python lets you invent attributes, on modules and on "
                "tensors: the last loop in the cell shows it.",
                "flag-on-module",
            ),
        ],
        "04-predict-drift": [
            Option(
                "0 of 60 parameters, 0 of 40 statistics",
                "That would hold if `requires_grad=False` stopped the layer. It stops only the "
                "gradient.",
                "freezing-is-a-mode",
            ),
            Option(
                "60 of 60 parameters, 40 of 40 statistics",
                "The parameters did not move: they have no gradient.",
                "left-trainable",
            ),
            Option(
                "0 of 60 parameters, 40 of 40 statistics",
                "Running statistics are buffers. The forward pass writes them, and it needs no "
                "gradient for that.",
            ),
            Option(
                "0 of 60 parameters, 2 of 40 statistics: those next to the head",
                "The distance from the head would matter if a gradient were needed. The forward "
                "pass goes through every layer.",
                "batchnorm-drifts",
            ),
        ],
        "04-predict-switches": [
            Option(
                "nothing: in eval mode, a model does not learn",
                "The mode decides how BatchNorm and dropout compute. An optimizer moves "
                "parameters in either mode.",
                "eval-is-freezing",
            ),
            Option(
                "the head, and nothing else",
                "The body has no gradient, so `step()` skips it. In eval mode no statistic is "
                "written. What is left is the head.",
            ),
            Option(
                "the head and the body, because the optimizer holds both",
                "`step()` skips every tensor whose `.grad` is None, and a frozen tensor gets no "
                "gradient.",
                "held-is-moved",
            ),
            Option(
                "the head and the running statistics",
                "That is train mode. In eval mode the statistics are read and not written.",
                "batchnorm-drifts",
            ),
        ],
        "04-predict-arm": [
            Option(
                "as high as held still: without drift, nothing is lost",
                "That is what everybody expects who blames the drift. The statistics kept every "
                "digit, and the accuracy was lost all the same.",
                "drift-is-the-cost",
            ),
            Option(
                "about half way between the two",
                "That would be two causes that share the damage. One of the two suspects did "
                "not do any: without it, the result is worse.",
                "drift-is-the-cost",
            ),
            Option(
                "no higher than drifting, perhaps lower",
                "The drift was no damage. It brought the running statistics nearer to what the "
                "head was trained on, and that helped.",
            ),
            Option(
                "0.10, like guessing: the layers have nothing to normalise with",
                "They have both: the batch's statistics in train mode, and the pretrained running "
                "statistics in eval mode.",
                "batch-statistics",
            ),
        ],
        "04-predict-stale": [
            Option(
                "in none of them: a frozen tensor stays where it is",
                "`step()` does not look at `requires_grad`. It looks at `.grad`.",
                "stale-gradient",
            ),
            Option(
                "only in 3",
                "In 3 a real gradient is left. But in 2 there is a gradient too: zeros are not "
                "None, and AdamW adds its momentum and its decay to them.",
                "zeroed-is-not-none",
            ),
            Option(
                "in 2 and 3",
                "Only a `.grad` of None is skipped. In 2 it is zero, and momentum and decay "
                "continue. In 3 it is the gradient from before the freeze.",
            ),
            Option(
                "in all three: weight decay shrinks every weight",
                "Decay is a part of the step, and a tensor without a gradient gets no step.",
                "weight-decay-myth",
            ),
        ],
    }
)
