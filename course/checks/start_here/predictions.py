"""What is said about the prediction of lesson 00, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "00-predict-dahlia": [
            Option(
                '"dahlia": it learned what flowers look like',
                "It may well see a dahlia. It cannot say so, because it has no such word.",
                "seeing-is-naming",
            ),
            Option(
                "another category",
                "Every image gets one score, a logit, for each of the 1000 categories. The "
                "largest wins, here that of daisy.",
            ),
            Option(
                "nothing: no category fits",
                "One of the scores is always the largest, whatever the image shows.",
                "silence-is-possible",
            ),
            Option(
                "an error",
                "The model receives pixels and returns scores. It cannot know that the right word "
                "is missing.",
                "unknown-is-an-error",
            ),
        ],
    }
)
