"""Find, put in and replace layers by their path: the library version of functions of lesson 02.

`course.heads` has the others. The functions here take torchvision's classifiers as they are;
`heads.find_head` also finds the head of a model that somebody has changed.
"""

from collections import Counter

from torch import Tensor, nn

from course import heads

# Where ten of torchvision's architectures keep the head.
PATHS = {
    "resnet50": "fc",
    "vgg16": "classifier.6",
    "densenet121": "classifier",
    "mobilenet_v3_large": "classifier.3",
    "efficientnet_b0": "classifier.1",
    "convnext_tiny": "classifier.2",
    "vit_b_16": "heads.head",
    "swin_t": "head",
    "squeezenet1_1": "classifier.1",
    "regnet_y_400mf": "fc",
}


def get_head(model: nn.Module) -> tuple[str, nn.Module]:
    """Return the path and the module of the Linear or Conv2d that was registered last."""
    layers = [pair for pair in model.named_modules() if isinstance(pair[1], nn.Linear | nn.Conv2d)]
    return layers[-1]


def last_executed(model: nn.Module, x: Tensor) -> str:
    """Return the path of the Linear or convolution that runs last in ``model(x)``."""
    return heads.find_head(model, x)[0]


def put(model: nn.Module, path: str, layer: nn.Module) -> nn.Module:
    """Put a layer where a path leads, in place; a path that leads nowhere raises an error."""
    model.set_submodule(path, layer, strict=True)
    return model


def twice(model: nn.Module) -> set[str]:
    """Return the names that ``named_parameters()`` gives more than once."""
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, times in counts.items() if times > 1}


def replace_all_heads(model: nn.Module, num_classes: int) -> nn.Module:
    """Give GoogLeNet or Inception v3 new heads, the auxiliary ones included, in place."""
    for path in ("fc", "aux1.fc2", "aux2.fc2", "AuxLogits.fc"):
        if (old := dict(model.named_modules()).get(path)) is not None:
            put(model, path, nn.Linear(old.in_features, num_classes))
    return model


def timm_with_classes(name: str, num_classes: int) -> nn.Module:
    """Return an untrained timm model with this number of classes."""
    import timm

    return timm.create_model(name, num_classes=num_classes)
