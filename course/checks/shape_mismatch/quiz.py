"""The quiz of lesson 03."""

from course.checks.quiz import Option
from course.checks.quiz import quiz as make_quiz

quiz = make_quiz(
    {
        "03-quiz-1": [
            Option(
                "2048 images arrived, 8 at a time",
                "The first number of mat1 counts the images: 8. The second is the number of "
                "features per image.",
                "batch-is-first",
            ),
            Option(
                "512 features arrived, and the head expects 2048",
                "The second matrix belongs to the layer. It starts with 512, which is what the "
                "layer expects and not what it received.",
                "got-and-expected",
            ),
            Option(
                "2048 features arrived, and the head expects 512",
                "Each of 8 images has 2048 features, and the layer was made for 512: a resnet18's "
                "head on a resnet50, for instance.",
            ),
            Option(
                "the head takes 10 features and returns 512",
                "The second matrix is expected × out: 512 in, 10 out. The weight is stored the "
                "other way round, which is misleading.",
                "weight-order",
            ),
        ],
        "03-quiz-2": [
            Option(
                "keys that are missing or too many",
                "It forgives names only: keys that are missing, and keys that the model does not "
                "have. You saw it accept a checkpoint in which not one key fitted.",
            ),
            Option(
                "tensors of another shape",
                "You saw it raise an error: another shape is an error with either setting.",
                "strict-means-shapes",
            ),
            Option(
                "larger tensors, which it cuts",
                "It cuts nothing to size. Another shape is an error with either setting.",
                "strict-means-shapes",
            ),
            Option(
                "tensors of another dtype, which would raise an error otherwise",
                "Another dtype is converted with either setting, so strict is not about it.",
                "strict-means-shapes",
            ),
        ],
        "03-quiz-3": [
            Option(
                "`Linear(1024, 10)` where 512 features arrive",
                "That raises an error: mat1 and mat2 do not fit in the first forward pass.",
                "every-mistake-is-loud",
            ),
            Option(
                "a head in float64 behind a float32 backbone",
                "That raises an error: two dtypes cannot be multiplied.",
                "every-mistake-is-loud",
            ),
            Option(
                "`Linear(512, 10)` on (N, 512, 1, 1)",
                "That raises an error: the last dimension is 1, and the layer expects 512.",
                "every-mistake-is-loud",
            ),
            Option(
                "labels 1 to 10, in a batch that has no 10",
                "No number in the batch is out of bounds, so nothing raises an error: each image "
                "is taught its neighbour's class. You counted such batches, and paid for them.",
            ),
        ],
        "03-quiz-4": [
            Option(
                "and raises an error",
                "That is true of a ViT, which has one position for each patch.",
                "fixed-input-size",
            ),
            Option(
                "and runs: its pooling takes any map",
                "The last map is 2 × 2 instead of 7 × 7, and the pooling makes 512 numbers of "
                "either. How good they are is a question of training.",
            ),
            Option(
                "and enlarges them first",
                "No layer in it resizes. Its maps are smaller.",
                "fixed-input-size",
            ),
            Option(
                "and needs a head of another width",
                "The head comes after the pooling: 512 numbers, whatever the image's size was.",
                "fixed-input-size",
            ),
        ],
    }
)
