"""What is said about the predictions of lesson 06, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "06-predict-batches": [
            Option(
                "0.667",
                "That is the mean of 0.5, 0.5 and 1. The one image of the last batch weighs as "
                "much as thirty others.",
                "mean-of-batches",
            ),
            Option("0.508", "31 of 61 images are right, however they were put into batches."),
            Option(
                "either, it is a matter of taste",
                "The mean over batches changes with the batch size, and the model did not change.",
                "mean-of-batches",
            ),
            Option(
                "0.500",
                "That leaves out the last batch, and with it an image that is right.",
                "last-batch-dropped",
            ),
        ],
        "06-predict-shirts": [
            Option(
                "26: it is 98 % accurate",
                "Accuracy is a mean over all images, and 98 % of these are not shirts. It says "
                "next to nothing about the other 2 %.",
                "accuracy-is-enough",
            ),
            Option(
                "about half",
                "Half would be 13 or 14 shirts. Among 1,377 images they lift the accuracy by one "
                "point in a hundred.",
                "accuracy-is-enough",
            ),
            Option(
                "a few, or none",
                'Answering "no" to every image is about as accurate, and finds no shirt at all.',
            ),
            Option(
                "all, and 2 % of the others too",
                "It would be about as accurate as the model that you saw. Accuracy cannot tell "
                "the two apart.",
                "accuracy-is-enough",
            ),
        ],
    }
)
