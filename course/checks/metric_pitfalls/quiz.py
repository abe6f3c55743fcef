"""The quiz of lesson 06."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "06-quiz-1": [
            Option(
                "yes: far above 80 %",
                "A bar for all tasks knows nothing of yours. Here, answering 'no' each time "
                "scores 97 %.",
                "bar-without-baseline",
            ),
            Option(
                "yes: it is nearly always right",
                "Always answering 'no' is right in 97 % of the cases. At 96 %, the model may not "
                "have found a single one of the others.",
                "accuracy-is-enough",
            ),
            Option(
                "not by that number",
                "Compare first: 'no' each time scores 97 %. Then look at the other 3 %.",
            ),
            Option(
                "yes, if there were enough test images",
                "More images make the same number more certain. They do not say what to compare it "
                "with.",
                "few-images-are-enough",
            ),
        ],
        "06-quiz-2": [
            Option(
                "20/25",
                "Rows are the truth: this divides by row 1, all 25 that are truly positive. That "
                "is the recall.",
                "truth-and-prediction-swapped",
            ),
            Option(
                "20/30",
                "Column 1 holds what was predicted positive: 30 images, 20 of them rightly.",
            ),
            Option(
                "65/70",
                "That takes the upper left entry for the true positives. Libraries sort the "
                "classes, so it belongs to class 0.",
                "positive-first",
            ),
            Option(
                "85/100",
                "That is the accuracy: it counts the 65 true negatives as well.",
                "per-class-accuracy",
            ),
        ],
        "06-quiz-3": [
            Option(
                "the best one on the test set",
                "Then the test set was part of the choice, and its number is too good.",
                "test-used-to-choose",
            ),
            Option(
                "0.5, so that nobody can cheat",
                "0.5 is a habit. With a rare class, few scores come near it.",
                "threshold-half",
            ),
            Option(
                "the best one on the training set",
                "On training images the scores are too good: the model has seen the answers.",
                "measured-in-training",
            ),
            Option(
                "the one chosen on validation images",
                "Nothing was learned from these images, and the test set still shows how well the "
                "choice works.",
            ),
        ],
        "06-quiz-4": [
            Option(
                "the backbone should be frozen",
                "Many texts say so. It is one possible reason, and nobody has measured it here.",
                "unfreezing-overfits",
            ),
            Option(
                "new images are harder for it than known ones",
                "The gap says that the model does better on its training images than on new ones. "
                "How much better it could be, and why, only other runs can show.",
            ),
            Option(
                "the model is right 99 times in 100",
                "The 99 % were measured on images that the model has learned from.",
                "measured-in-training",
            ),
            Option(
                "there is a bug in the evaluation",
                "Training on few images gives a gap of this size, without any bug.",
                "gap-is-a-bug",
            ),
        ],
    }
)
