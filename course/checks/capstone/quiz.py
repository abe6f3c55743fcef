"""The quiz of lesson 08."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "08-quiz-1": [
            Option(
                "the best validation accuracy of all epochs",
                "Those images chose the epoch, so their number is a little too good.",
                "validation-reported",
            ),
            Option(
                "the accuracy on the test images, measured once",
                "Nothing was chosen by these images, so nothing leans towards them.",
            ),
            Option(
                "the mean of both",
                "One half of that mean is too good, for the same reason as before.",
                "validation-reported",
            ),
            Option(
                "the best of five evaluations on the test images",
                "To take the best of several is to choose by these images.",
                "test-used-to-choose",
            ),
        ],
        "08-quiz-2": [
            Option(
                "`state_dict`",
                "The weights are needed, and so is more: nothing in them says what a logit means, "
                "or what the picture must look like.",
                "checkpoint-incomplete",
            ),
            Option(
                "`state_dict` and `architecture`",
                "The model can be built then, and its answers are numbers without names for "
                "pictures of an unknown size.",
                "no-label-map",
            ),
            Option(
                "`state_dict`, `architecture`, `labels` and `preprocessing`",
                "With these, another program can turn a photograph into the name of a class.",
            ),
            Option(
                "the model object, so that nothing can get lost",
                "Reading it runs code, needs the same classes in the same places, and says nothing "
                "about names and pictures.",
                "whole-model-saved",
            ),
        ],
        "08-quiz-3": [
            Option(
                "yes: 0.86 is more than 0.84",
                "The intervals overlap. Another test set could turn the two around.",
                "few-images-are-enough",
            ),
            Option(
                "not by these numbers",
                "The two intervals overlap over most of their length. On the same images, compare "
                "image by image: that is sharper.",
            ),
            Option(
                "no: they are equally good",
                "That is not known either. The intervals leave room for a difference in both "
                "directions.",
                "few-images-are-enough",
            ),
            Option(
                "yes: a pretrained backbone is always better",
                "Whether it is better here is what was to be measured.",
                "bar-without-baseline",
            ),
        ],
    }
)
