"""What is said about the predictions of lesson 02, after the run."""

from course.checks.quiz import Option, predictions

why = predictions(
    {
        "02-predict-dead": [
            Option(
                "(4, 10)",
                "That is what the author hoped. A ResNet's `forward` reads `self.fc`, and never "
                "`self.classifier`.",
                "dead-attribute",
            ),
            Option(
                "(4, 1000)",
                "A module accepts any new attribute, registers the layer and saves it. But it "
                "calls only the layers that `forward` names.",
            ),
            Option(
                "there is none: the second line raises an error",
                "That is what *reading* the attribute does before anybody has assigned it. "
                '"`resnet.classifier` does not exist" is common advice, and half of the story: '
                "you can assign it, and it is saved.",
                "submodule-created",
            ),
            Option(
                "there is none: the forward pass raises an error",
                "The new layer would have to run for that, and it does not.",
                "registered-not-executed",
            ),
        ],
        "02-predict-price": [
            Option(
                "the same as the head's own",
                "That would need a `forward` that calls `self.fc`. Lite0's calls "
                "`self.classifier`, which still is the old head.",
                "dead-attribute",
            ),
            Option(
                "about 0.10, a guess among ten classes",
                "The network does not guess among ten classes. It chooses among 1000, and labels "
                "0 to 9 are fish and birds to it.",
                "head-unchanged",
            ),
            Option(
                "0.00, or nearly",
                "The old head chooses one of 1000 ImageNet classes. Our ten labels are fish and "
                "birds there, and no shirt looks like one.",
            ),
            Option(
                "none: 1000 logits and ten labels raise an error",
                "`argmax` returns a number from 0 to 999, and comparing it with a label is always "
                "allowed. Nothing is compared with the number of classes.",
                "every-mistake-is-loud",
            ),
        ],
        "02-predict-container": [
            Option(
                "it raises an error in the forward pass",
                "That would need another width. This one was read from the layer that receives "
                "these features.",
                "every-mistake-is-loud",
            ),
            Option(
                "it returns ten logits, and only the last layer has changed",
                "That is what the author hoped. But `classifier` names seven layers, and one "
                "layer took the place of all of them.",
                "container-replaced",
            ),
            Option(
                "it returns ten logits, and most of the trained parameters are gone",
                "Two trained Linear layers are gone with 119 million parameters, and so are two "
                "ReLUs and both dropouts. No line says so.",
            ),
            Option(
                "it returns 1000 logits",
                "That happens if `forward` does not read the name. A VGG's `forward` does read "
                "`self.classifier`.",
                "dead-attribute",
            ),
        ],
    }
)
