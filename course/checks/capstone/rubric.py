"""What a person looks for in the written answers of lesson 08, and when a student sees it."""

import os
from html import escape

from course.page import cards
from course.wording import wrapped

SOLVED = "COURSE_SOLUTIONS"  # set by the build, which writes no answer into finished = ""
RUBRICS = {
    "08-explain-why": [
        (
            "The two parts",
            "A backbone turns a picture into features; a head turns features into one logit for "
            "each class of one task.",
        ),
        (
            "Why the head goes",
            "The old head's rows stand for the old classes. Their number and their meaning do not "
            "fit, and a slice of them would answer with old classes under new names.",
        ),
        (
            "Why the backbone stays",
            "Its features were learned from many images and serve another task too, so that few "
            "images are enough. Whether that holds is measured against baselines.",
        ),
        (
            "How it is replaced",
            "A new layer with the old one's in_features and one output per class is put where "
            "forward() reads it. It is random until it is trained.",
        ),
    ],
    "08-explain-steps": [
        (
            "It connects",
            "The width before the head is read from the model, and the new layer stands where the "
            "forward pass calls it: the output has one column per class, and the layer gets a "
            "gradient.",
        ),
        (
            "It learns",
            "The optimizer is made after the swap, and holds exactly what is trainable. What is "
            "frozen has requires_grad=False, and its BatchNorm does not drift.",
        ),
        (
            "It is judged",
            "Validation images choose, test images score once, per image, with an interval, beside "
            "baselines and with a recall for each class.",
        ),
        (
            "It works elsewhere",
            "Weights, names of the classes, preprocessing and architecture travel together; "
            "loading is tried in a fresh process.",
        ),
    ],
}


def rubric(question: str, finished: str) -> None:
    """Show the rubric of a written answer: after it is finished, and always where it is graded,
    or where the solutions are made.

    A concept that is there gives one point, and half a point if it is there with a mistake.

    Args:
        finished: "yes" once the answer is written.
    """
    graded = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    shown = graded or SOLVED in os.environ
    if not shown and str(finished).strip().lower() != "yes":
        text = "○ Write your answer first.\nThen put yes between the quotes, and this cell shows "
        text += "what your instructor looks for."
        cards.show(text) if cards.running_cell() else print(text)
        return
    head = f"✓ {question}: one point for each of four concepts, half a point if a part is wrong."
    if cards.running_cell():
        rows = (
            f"<li><b>{escape(name)}.</b> {escape(text)}</li>" for name, text in RUBRICS[question]
        )
        cards.show(head, f"<ol>{''.join(rows)}</ol><div>Which of them are in your answer?</div>")
        return
    lines = [f"{i}. {name}. {text}" for i, (name, text) in enumerate(RUBRICS[question], 1)]
    print("\n".join(map(wrapped, [head, *lines])))
