"""The quiz of lesson 04."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "04-quiz-1": [
            Option(
                "swap, then freeze all",
                "The new head is there when everything is frozen. Nothing is left to train.",
                "head-frozen",
            ),
            Option(
                "freeze all, then swap",
                "The backbone stays frozen, and the new layer is trainable: 2 of 62 tensors.",
                "swap-resets-flags",
            ),
            Option(
                "freeze the old head, then swap",
                "The only frozen layer leaves the model. The body was never frozen, and the new "
                "layer is trainable.",
            ),
            Option(
                "freeze all, then set requires_grad on the module fc",
                "That sets an attribute that nothing reads: 0 tensors are trainable.",
                "flag-on-module",
            ),
        ],
        "04-quiz-2": [
            Option(
                "the forward pass of train mode writes them",
                "They are buffers, not parameters: no gradient is needed to change them.",
            ),
            Option(
                "eval mode writes them",
                "In eval mode they are read and not written. It is train mode that writes them.",
                "eval-is-freezing",
            ),
            Option(
                "the optimizer holds them",
                "An optimizer moves parameters that have a gradient. Running statistics have "
                "none, and they move.",
                "batchnorm-drifts",
            ),
            Option(
                "a frozen layer no longer computes",
                "requires_grad is about gradients. The layer computes its output as before.",
                "freezing-is-a-mode",
            ),
        ],
        "04-quiz-3": [
            Option(
                "shrink it, by weight decay",
                "Decay is a part of the update. If grad is None, the update is skipped.",
                "weight-decay-myth",
            ),
            Option(
                "move it, by momentum",
                "Momentum is a part of the update too. If grad is None, the update is skipped.",
                "zeroed-is-not-none",
            ),
            Option(
                "move it once more, then stop",
                "That happens if a gradient from before the freeze is left. Here there is none.",
                "stale-gradient",
            ),
            Option(
                "nothing",
                "If grad is None, the optimizer skips the tensor: no decay, no momentum.",
            ),
        ],
        "04-quiz-4": [
            Option(
                "a mistake: a backbone must be frozen",
                "It is ordinary fine-tuning, and often the better choice (lesson 07).",
                "freezing-is-a-must",
            ),
            Option(
                "head-only training: a swap freezes the rest",
                "A swap sets no flag. The whole model is trained.",
                "swap-is-not-freeze",
            ),
            Option(
                "ordinary fine-tuning: everything learns",
                "The mistake would be to believe that only the head learns.",
            ),
            Option(
                "head-only training, if it is in eval mode",
                "train() and eval() switch a mode. The optimizer moves parameters in both.",
                "eval-is-freezing",
            ),
        ],
    }
)
