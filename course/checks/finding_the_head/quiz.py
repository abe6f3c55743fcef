"""The quiz of lesson 02."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "02-quiz-1": [
            Option(
                "10 logits: the wrapper passes the layer on",
                "The wrapper's `forward` calls the model inside, which it holds as `module`.",
                "wrapper-attribute",
            ),
            Option(
                "an `AttributeError`: a wrapper has no `fc`",
                "The wrapper is an nn.Module: it accepts any attribute without an error.",
                "wrapper-attribute",
            ),
            Option(
                "1000 logits, as before the swap",
                "The new layer belongs to the wrapper, and the model inside keeps its own. The "
                "checkpoint gets the extra keys `fc.weight` and `fc.bias`.",
            ),
            Option(
                "10 logits, if there are several GPUs",
                "Not even then: each GPU gets a copy of the model inside, with its old head.",
                "wrapper-attribute",
            ),
        ],
        "02-quiz-2": [
            Option(
                "both heads",
                "That is what the author hoped. `parameters()` looks for modules among the "
                "attributes, and a list is not a module.",
                "list-hides-parameters",
            ),
            Option(
                "only the first head",
                "A module does not look into a list, not even at its first entry.",
                "list-hides-parameters",
            ),
            Option(
                "nothing: `forward` raises an error",
                "Both layers run in `forward` without an error. They are just never trained, moved "
                "to a GPU or saved.",
                "list-hides-parameters",
            ),
            Option(
                "neither head",
                "A plain list hides its layers from `parameters()`, `to()` and `state_dict()`. "
                "`nn.ModuleList` does not.",
            ),
        ],
        "02-quiz-3": [
            Option(
                "it runs with the new layer, which has the same name",
                "A hook belongs to the layer object that it was registered on, not to the name.",
                "hook-on-old-head",
            ),
            Option(
                "it never runs again",
                "It is on the old layer, which nobody calls any more. What it should collect stays "
                "empty, and no error says so.",
            ),
            Option(
                "it raises an error at the next forward pass",
                "Nobody checks that. The hook waits on a layer that never runs.",
                "hook-on-old-head",
            ),
            Option(
                "it is removed with the old layer",
                "The handle and its hook stay alive, on the old layer.",
                "hook-on-old-head",
            ),
        ],
        "02-quiz-4": [
            Option(
                "it learns as before: it is another layer",
                "That is what the author hoped. `* 2` repeats the reference, it does not copy the "
                "layer.",
                "shared-layer",
            ),
            Option(
                "it makes the next forward pass fail",
                "Nobody checks that: a layer may stand in as many places as you like.",
                "shared-layer",
            ),
            Option(
                "it is frozen too: it is the same layer",
                "Both entries are one layer: one weight, one bias. What happens to the first "
                "happens to the second.",
            ),
            Option(
                "it is left over, and dead",
                "There is no second layer that could be left over: both entries are the same one.",
                "shared-layer",
            ),
        ],
    }
)
