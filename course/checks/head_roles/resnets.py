"""What the exercises of lesson 01 leave out, because they are about torchvision's ResNets."""

RESNETS_ONLY = dict.fromkeys(
    [
        "head at another attribute",
        "head at classifier.n",
        "head at heads.head",
        "Conv2d head",
        "names like the head's",
        "loose parameters",
        "BatchNorm1d",
        "scalar parameter",
        "train-only layer",
        "several outputs",
        "arguments not aliased",
    ],
    "the text speaks of torchvision's ResNets only, which have none of this",
)
