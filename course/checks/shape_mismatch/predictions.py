"""What is said about the predictions of lesson 03, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "03-predict-1024": [
            Option(
                "this ResNet has 1024 features per image",
                "The number changes with the batch. A number of features per image would not; a "
                "resnet18 has 512.",
                "batch-is-first",
            ),
            Option(
                "two images times 512 features",
                "(2, 512, 1, 1) reaches the head. A Linear layer works on the *last* dimension, "
                "here 1, and takes all the others for rows: 2 × 512 × 1.",
            ),
            Option(
                "32 × 32 positions are left of each image",
                "The number changes with the batch, and the pooling left one position per image.",
                "pooling-missing",
            ),
            Option(
                "it is the width that the new head expects",
                "The new head is `nn.Linear(512, 10)`, so it expects 512.",
                "got-and-expected",
            ),
        ],
        "03-predict-load": [
            Option(
                "loads everything except the head",
                "That is what the name promises. But `strict` is about *names* only: about keys "
                "that are missing, and keys that the model does not have.",
                "strict-means-shapes",
            ),
            Option(
                "raises an error, and nothing is loaded",
                "It raises an error, but only after it has copied everything that fits.",
                "half-loaded",
            ),
            Option(
                "raises an error, and everything that fits is loaded",
                "It copies first and raises at the end. Whoever catches the error goes on with a "
                "model that is partly the checkpoint's.",
            ),
            Option(
                "loads everything, with the first ten rows of the head",
                "Nothing is cut to size.",
                "strict-means-shapes",
            ),
        ],
        "03-predict-body": [
            Option(
                "about 0.8, as with the original weights",
                "That is what the missing error suggests. Look at the report: not one tensor was "
                "loaded.",
                "loaded-nothing",
            ),
            Option(
                "above 0.1, but clearly below 0.8",
                "Not one tensor was loaded, so the features are those of a random network. Even "
                "these differ between a shoe and a shirt, and a trained head makes something of "
                "them. That is why the mistake is so hard to notice.",
            ),
            Option(
                "about 0.1, as by chance",
                "The body is random, but the head is not: it was trained on what the random body "
                "returns, and even random features differ between a shoe and a shirt.",
                "loaded-nothing",
            ),
            Option(
                "no number: training raises an error",
                "The shapes are those of a Lite0, whatever the numbers are.",
                "every-mistake-is-loud",
            ),
        ],
        "03-predict-label": [
            Option(
                "has the shape (4, 10)",
                "That is what the printed layer promises. But the layer is its weight, and that "
                "still has 1000 rows.",
                "out-features-edited",
            ),
            Option(
                "has the shape (4, 1000)",
                "`out_features` is a note on the layer, made when it was built. The layer is its "
                "weight, and that has 1000 rows.",
            ),
            Option(
                "is never computed: the assignment raises an error",
                "Python lets you assign almost any attribute.",
                "every-mistake-is-loud",
            ),
            Option(
                "raises an error",
                "The weight did not change, so nothing fails.",
                "every-mistake-is-loud",
            ),
        ],
    }
)
