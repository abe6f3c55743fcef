"""Check that the labels of a batch fit the logits, and that the loss fits both."""

from torch import Tensor, nn

from course.misconceptions import Finding

_OF_LOGITS = (nn.CrossEntropyLoss, nn.BCEWithLogitsLoss)


def labels_fit(labels: Tensor, width: int, loss: object = None) -> list[Finding]:
    """List what a loss for one class per image would not accept, or would misread.

    Args:
        labels: as the loader returns them. Probabilities (N, C), and labels for any other loss than
            ``CrossEntropyLoss`` and ``NLLLoss``, are left alone.
        width: C, the number of logits per image.
        loss: the loss; without one, class indices mean cross-entropy.
    """
    if labels.numel() == 0:
        return [
            Finding(
                "empty-batch",
                "Expected labels in the batch, got none.",
                "The loss of an empty batch is nan.",
                "which filter, or which split, may leave nothing?",
                ("labels",),
            )
        ]
    whole = not labels.is_floating_point() and not labels.is_complex()
    if loss is not None and not isinstance(loss, nn.CrossEntropyLoss | nn.NLLLoss):
        return []
    if width == 1 or (loss is None and not whole):
        return []  # a loss of another kind
    if not whole and labels.ndim == 1:
        return [
            Finding(
                "float-targets",
                f"Expected class indices of an integer type, got {labels.dtype}.",
                f"The first label is {labels[0].item():g}.",
                "which step turned the labels into decimal numbers?",
                ("labels",),
            )
        ]
    if whole and labels.shape[1:] == (1,):
        return [
            Finding(
                "targets-not-flat",
                f"Expected labels of shape ({len(labels)},), got {tuple(labels.shape)}.",
                "Cross-entropy takes one class index per image.",
                "where does the second dimension of the labels come from?",
                ("labels",),
            )
        ]
    return _range(labels, width, getattr(loss, "ignore_index", -100)) if whole else []


def _range(labels: Tensor, width: int, ignored: int) -> list[Finding]:
    counted = labels[labels != ignored]
    if labels.ndim != 1 or (counted.numel() and counted.min() >= 0 and counted.max() < width):
        return []
    if not counted.numel():
        return [
            Finding(
                "all-ignored",
                f"Expected a label that counts, got {len(labels)} that are all {ignored}.",
                "The mean over no image is nan.",
                "which images should have a label?",
                ("labels",),
            )
        ]
    low, high = int(counted.min()), int(counted.max())
    beyond = int(((counted < 0) | (counted >= width)).sum())
    from_one = low > 0 and high == width
    return [
        Finding(
            "labels-from-one" if from_one else "label-out-of-range",
            f"Expected labels in 0..{width - 1}, got {low}..{high}.",
            f"Without a logit: {beyond} of {len(labels)} labels. The model returns {width} logits "
            "per image.",
            "at which number do the labels start?"
            if from_one
            else "how many classes are in the data, and how many were asked for?",
            ("labels",),
        )
    ]


def loss_fits(logits: Tensor, loss: object, squashed: set[str]) -> list[Finding]:
    """List where a loss expects another kind of output than the model has.

    Args:
        logits: (N, C), the output of the model.
        squashed: the ids of what ``squashed`` found about the model.
    """
    if isinstance(loss, type):
        return [
            Finding(
                "class-not-instance",
                f"Expected a loss object, got the class {loss.__name__}.",
                "Called on logits and labels, a class makes an object and computes nothing.",
                "what is missing after the name of the class?",
                ("loss",),
            )
        ]
    if isinstance(loss, nn.CrossEntropyLoss) and logits.shape[1:] == (1,):
        return [
            Finding(
                "one-logit-cross-entropy",
                "Expected at least 2 logits per image for cross-entropy, got 1.",
                "Softmax over one value is always 1, so the loss is always 0.",
                "which loss is made for a yes or no from one logit?",
                ("loss",),
            )
        ]
    if isinstance(loss, nn.BCELoss) and not squashed & {"sigmoid-in-head", "softmax-in-head"}:
        return [
            Finding(
                "bce-without-logits",
                "Expected probabilities for BCELoss, got logits.",
                f"The outputs for a first batch lie in {_span(logits)}.",
                "which of the two losses expects logits, and which probabilities?",
                ("loss",),
            )
        ]
    if isinstance(loss, nn.NLLLoss) and logits.logsumexp(1).abs().max() > 1e-3:
        return [
            Finding(
                "nll-on-logits",
                "Expected log-probabilities for NLLLoss, got other values.",
                f"They lie in {_span(logits)}, and their exponentials do not sum to 1 per image.",
                "what does cross-entropy do that NLLLoss leaves to the model?",
                ("loss",),
            )
        ]
    return []


def wants_probabilities(loss: object, finding: Finding, width: int) -> bool:
    """Whether an output that is no logit may be intended: by the loss, or for want of one."""
    if finding.misconception == "sigmoid-in-head":
        return isinstance(loss, nn.BCELoss) or loss is None or not isinstance(loss, _OF_LOGITS)
    known = (*_OF_LOGITS, nn.NLLLoss)
    if finding.misconception == "softmax-in-head":
        return loss is not None and not isinstance(loss, known)
    return False


def _span(values: Tensor) -> str:
    return f"{values.min().item():.3g}..{values.max().item():.3g}"
