"""The quiz of lesson 07."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "07-quiz-1": [
            Option(
                "if the images are small enough",
                "Features take little memory, whatever the size of the images. What matters is "
                "whether they stay true.",
                "caching-needs-frozen",
            ),
            Option(
                "if the backbone does not change and the images are not augmented at random",
                "Then every epoch would compute the same numbers again.",
            ),
            Option(
                "whenever the backbone has requires_grad=False",
                "BatchNorm in train mode still changes it, and random augmentation would be frozen "
                "into the one version that was cached.",
                "augmentation-in-cache",
            ),
            Option(
                "if the head is Linear",
                "A cache holds what enters the head. What the head does with it makes no "
                "difference.",
                "caching-needs-frozen",
            ),
        ],
        "07-quiz-2": [
            Option(
                "the model computes what its authors measured",
                "You saw a variant for which all keys matched, and every logit was another.",
                "same-file-same-model",
            ),
            Option(
                "names and shapes of the tensors fit",
                "That is all that is compared. Padding, epsilon, preprocessing and class names are "
                "not in a state_dict.",
            ),
            Option(
                "the preprocessing fits",
                "A model takes any floats of the right shape, and a state_dict says nothing about "
                "images.",
                "mismatch-is-loud",
            ),
            Option(
                "the class names are right",
                "A head has rows, and no names. Names must be saved beside the weights.",
                "same-file-same-model",
            ),
        ],
        "07-quiz-3": [
            Option(
                "it is that of the last epoch, at least three after the best",
                "Waiting means training on. The best state has to be copied when it is met.",
            ),
            Option(
                "it is in eval mode",
                "A mode changes what layers do, not which epoch the weights are from.",
                "last-not-best",
            ),
            Option(
                "the optimizer still holds momentum",
                "It does, and that has no effect on the model until the next step.",
                "last-not-best",
            ),
            Option(
                "it is, if the learning rate was low",
                "With a low rate it is closer to the best one. It is still three epochs older.",
                "last-not-best",
            ),
        ],
    }
)
