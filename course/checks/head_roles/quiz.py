"""The quiz of lesson 01."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "01-quiz-1": [
            Option(
                "an `nn.Linear` with the name fc",
                "That is true of a ResNet. SqueezeNet's head is a 1×1 convolution, and ViT's is "
                "called heads.head.",
                "head-is-always-linear",
            ),
            Option(
                "what turns features into one score per class",
                "Its name and its type differ from one architecture to the next. What it does is "
                "the same everywhere.",
            ),
            Option(
                "what turns features into probabilities",
                "The head returns logits. Softmax is applied afterwards, when somebody wants to "
                "read probabilities.",
                "softmax-in-head",
            ),
            Option(
                "the part that finds edges and textures",
                "The backbone finds edges and textures. The head only weighs what was found.",
                "head-sees-edges",
            ),
        ],
        "01-quiz-2": [
            Option(
                "the old and the new number of classes",
                "The old head goes away. Its number of classes says nothing about the new one.",
                "old-head-must-match",
            ),
            Option(
                "in_features must be 512",
                "512 is right for resnet18 and resnet34. A resnet50 has 2048.",
                "hard-coded",
            ),
            Option(
                "the new weights and the old ones",
                "The new layer starts from random numbers, so the old ones need not fit.",
                "old-head-must-match",
            ),
            Option(
                "the new head's in_features and what feeds it",
                "The layer that is there already knows the width of what feeds it: its "
                "in_features.",
            ),
        ],
        "01-quiz-3": [
            Option(
                "all parameters",
                "Nothing was frozen. Every parameter has requires_grad=True until somebody "
                "changes it; you counted them above.",
            ),
            Option(
                "only those of fc",
                "Many texts say so. You counted: the swap left every requires_grad flag as it was.",
                "swap-is-not-freeze",
            ),
            Option(
                "only those that are not pretrained",
                "Pretrained says where the numbers come from. Autograd does not know about it.",
                "swap-is-not-freeze",
            ),
            Option(
                "all but BatchNorm's",
                "BatchNorm has trainable parameters too, and nothing singled it out.",
                "swap-is-not-freeze",
            ),
        ],
        "01-quiz-4": [
            Option(
                "0.01",
                "0.01 is the accuracy of guessing among 100 classes; the loss is another scale.",
                "accuracy-not-loss",
            ),
            Option(
                "4.6",
                "ln 100 = 4.605: each class gets 1/100, and -ln(1/100) is ln 100. A random head "
                "starts somewhat above it.",
            ),
            Option(
                "2.3",
                "2.303 is ln 10. With 100 classes there is more to be wrong about.",
                "hard-coded",
            ),
            Option(
                "0",
                "Zero would mean certainty about the right class, before anything was learned.",
                "first-loss-is-zero",
            ),
        ],
        "01-quiz-5": [
            Option(
                "good accuracy, thanks to pretraining",
                "It starts at chance: the new rows are random numbers, whatever the backbone "
                "knows. You measured it.",
                "head-is-not-accuracy",
            ),
            Option(
                "nothing: one must train from zero anyway",
                "Five neighbours among the features were far better than guessing, with no new "
                "training at all.",
                "must-retrain",
            ),
            Option(
                "only the right shape; the rest is training and measuring",
                "The swap makes it possible to learn; training does the learning, and only a "
                "measurement on images that were not used says how well.",
            ),
            Option(
                "a smaller, and therefore better, model",
                "Size is a side effect (4 % for a resnet18, 1 % for a ViT-B), and says nothing "
                "about accuracy.",
                "head-is-not-accuracy",
            ),
        ],
    }
)
