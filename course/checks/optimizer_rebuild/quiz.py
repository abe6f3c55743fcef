"""The quiz of lesson 05."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "05-quiz-1": [
            Option(
                "by name, in the model, at each step",
                "Names are attributes of the model. The new layer has the old one's name, and an "
                "optimizer that was made before does not move it.",
                "compared-names",
            ),
            Option(
                "by position and shape",
                "That is how a checkpoint is loaded. A step looks nothing up, neither a position "
                "nor a shape: a new tensor of the old shape is not moved.",
                "compared-shapes",
            ),
            Option(
                "it asks `model.parameters()` at each step",
                "It reads that list once, when it is made, and never again.",
                "built-before-swap",
            ),
            Option(
                "it keeps the tensors that it was given",
                "An optimizer is a list of tensors, made once. When the model gets other tensors, "
                "the list stays as it was.",
            ),
        ],
        "05-quiz-2": [
            Option(
                "all is as it should be",
                "add_param_group only adds. The old layer's tensors stay in the first group, and "
                "are saved in every checkpoint.",
                "dead-held",
            ),
            Option(
                "the head is trained, and two dead tensors stay",
                "The new head is trained, and the old one's two tensors stay: in memory, and in "
                "every checkpoint.",
            ),
            Option(
                "nothing changes until a rebuild",
                "The new group is used from the next step on, with options of its own.",
                "live-not-held",
            ),
            Option(
                "a `ValueError`: fc is in the optimizer already",
                "The new tensors are in no other group, so there is nothing to object to.",
                "held-twice",
            ),
        ],
        "05-quiz-3": [
            Option(
                "it falls as planned",
                "A scheduler keeps the optimizer object that it was made with, whatever the "
                "variable refers to today.",
                "schedule-elsewhere",
            ),
            Option(
                "it causes an error at `schedule.step()`",
                "There is no error: it goes on writing rates into the old optimizer, which still "
                "exists.",
                "schedule-elsewhere",
            ),
            Option(
                "it stays where it is",
                "The schedule goes on lowering the rates of the old optimizer. The new one trains "
                "at the rate that it was made with.",
            ),
            Option(
                "it starts again from the first value and falls",
                "That would take a new scheduler. This one goes on counting, for another "
                "optimizer.",
                "schedule-restarted",
            ),
        ],
        "05-quiz-4": [
            Option(
                "the groups have the saved sizes",
                "The number and the sizes of the groups are all that it compares. Wrong shapes "
                "show at the next step; a change of order among equal shapes never shows.",
            ),
            Option(
                "each momentum is at its own tensor",
                "You saw momentum land on another layer, with no error.",
                "state-by-position",
            ),
            Option(
                "the shapes fit",
                "You saw it load momentum of shape (4, 4) for a tensor of shape (6, 4).",
                "state-shape-clash",
            ),
            Option(
                "the names fit",
                "Names are in the file only if the optimizer was made from named_parameters(), "
                "and loading does not use them.",
                "compared-names",
            ),
        ],
    }
)
