"""The quiz of lesson 02."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "02-quiz-1": [
            Option(
                "10 logits: the wrapper passes it on",
                "The wrapper's forward() calls the model inside, which it holds as `module`.",
                "wrapper-attribute",
            ),
            Option(
                "an AttributeError: a wrapper has no fc",
                "The wrapper is an nn.Module: it accepts any attribute without an error.",
                "wrapper-attribute",
            ),
            Option(
                "1000 logits, as before the swap",
                "The new layer belongs to the wrapper, and the model inside keeps its own. The "
                "checkpoint gets the extra keys fc.weight and fc.bias.",
            ),
            Option(
                "10 logits, if there are several GPUs",
                "Not even then: what is copied to each device is the model inside.",
                "wrapper-attribute",
            ),
        ],
        "02-quiz-2": [
            Option(
                "both heads",
                "That is what the author hoped. parameters() looks for modules among the "
                "attributes, and a list is not a module.",
                "list-hides-parameters",
            ),
            Option(
                "the first head only",
                "A module looks at no entry of a list, not even the first.",
                "list-hides-parameters",
            ),
            Option(
                "none: it fails in forward()",
                "Both run in forward(), without an error. They are just never trained, moved or "
                "saved.",
                "list-hides-parameters",
            ),
            Option(
                "no head",
                "A plain list hides its layers from parameters(), to() and state_dict(). "
                "nn.ModuleList does not.",
            ),
        ],
        "02-quiz-3": [
            Option(
                "runs with the new layer, which has the same name",
                "A hook belongs to the layer object that it was registered on, not to the name.",
                "hook-on-old-head",
            ),
            Option(
                "never runs again",
                "It is on the old layer, which nobody calls any more. Whatever it collects stays "
                "empty, without an error.",
            ),
            Option(
                "raises an error at the next forward pass",
                "Nothing checks that. The hook waits on a layer that never runs.",
                "hook-on-old-head",
            ),
            Option(
                "is removed with the old layer",
                "The handle and its hook stay alive, on the old layer.",
                "hook-on-old-head",
            ),
        ],
        "02-quiz-4": [
            Option(
                "learns as before: it is another layer",
                "That is what the author hoped. `* 2` repeats the reference, it does not copy the "
                "layer.",
                "shared-layer",
            ),
            Option(
                "makes the next forward pass fail",
                "Nothing checks that: a layer may be used in as many places as you like.",
                "shared-layer",
            ),
            Option(
                "is frozen too: it is the same layer",
                "Both entries are one layer: one weight, one bias. What happens to the first "
                "happens to the second.",
            ),
            Option(
                "is left over, and dead",
                "There is no second layer that could be left over: both entries are the same one.",
                "shared-layer",
            ),
        ],
    }
)
