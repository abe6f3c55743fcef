"""What is said about the predictions of lesson 08, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "08-predict-names": [
            Option(
                "an error when the file is loaded",
                "The weights fit: nothing in them says which logit is which class.",
                "no-label-map",
            ),
            Option(
                "about as accurate as before",
                "The weights are. But an answer is a name, and the names have moved.",
                "label-order-lost",
            ),
            Option(
                "more than half of the answers are wrong, without an error",
                "The logits are the same, and are read under other names. Only a class that has "
                "the same place in both lists keeps its name.",
            ),
            Option(
                "all answers are wrong",
                "Dress, Sandal, Shirt and Sneaker have the same place in both lists. That is what "
                "makes this bug hard to see: some answers are fine.",
                "label-order-lost",
            ),
        ],
        "08-predict-write": [
            Option(
                "the old checkpoint is still there",
                "The old file was opened for writing, and that empties it before the first byte "
                "of the new one.",
                "not-atomic",
            ),
            Option(
                "half a new file, and the old one is gone",
                "Opening a file for writing empties it. What was written before the error is all "
                "that is left.",
            ),
            Option(
                "the new checkpoint, but without its last tensors",
                "A part of such a file cannot be read: the list of its contents comes last.",
                "not-atomic",
            ),
            Option(
                "no file at all",
                "The file is there, and that is the trap: it looks like a checkpoint.",
                "not-atomic",
            ),
        ],
    }
)
