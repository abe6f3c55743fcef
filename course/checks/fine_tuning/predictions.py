"""What is said about the predictions of lesson 07, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "07-predict-passes": [
            Option(
                "20 times, once per epoch",
                "That is what the usual loop does. From the second epoch on, the backbone computes "
                "what it has computed before.",
                "caching-needs-frozen",
            ),
            Option(
                "40 times, forward and backward",
                "No gradient enters a frozen backbone, so there is no backward pass through it.",
                "caching-needs-frozen",
            ),
            Option(
                "once",
                "In eval mode, a frozen backbone gives the same features for the same image. They "
                "can be kept.",
            ),
            Option(
                "once per batch",
                "Every image is in one batch per epoch. How the images are divided does not change "
                "what the backbone makes of them.",
                "caching-needs-frozen",
            ),
        ],
        "07-predict-gradient": [
            Option(
                "about the same: it is the same backbone",
                "The gradient comes from the loss through the head. Another head sends another "
                "gradient into the same backbone.",
                "probe-first-is-a-law",
            ),
            Option(
                "larger with the probed head, because it is certain",
                "Where the head is right and certain, the loss is small, and so is its gradient.",
                "confidence-is-accuracy",
            ),
            Option(
                "several times larger with a random head",
                "A random head is wrong about most images, and each mistake sends a gradient "
                "through it. The probe is right about most of these images already.",
            ),
            Option(
                "zero with the probed head",
                "The loss is small, not zero. And the probe was trained to lower it by its own "
                "weights; the backbone's weights can lower it further.",
                "probe-first-is-a-law",
            ),
        ],
    }
)
