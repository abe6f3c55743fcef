"""From labelled pictures to a checkpoint that works elsewhere: the library version of lesson 08.

``load`` needs torch, torchvision and timm, and nothing of the course. ``train`` does: it takes the
pretrained weights, the features and the loop from there.
"""

import copy
import io
import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import timm
import torch
import torchvision
from PIL import Image
from torch import Tensor, nn
from torchvision.transforms import functional as TF

from course import backbones, heads, metrics, training
from course.files import write_whole
from course.splits import ImageData

SIZE, EPOCHS = 64, 30


def fewer_if_graded(data: ImageData) -> ImageData:
    """Return the data; while a notebook is graded, with a tenth of the images to train and choose.

    Then nobody looks at the numbers, and training a whole network on all images takes minutes.
    """
    if not os.environ.get("NBGRADER_EXECUTION"):
        return data
    fewer = {part: getattr(data, part) for part in ("train", "val")}
    fewer = {part: split.take(max(1, len(split) // 10)) for part, split in fewer.items()}
    return replace(data, **fewer)


def train(
    data: ImageData, path: str | os.PathLike, backbone: str = backbones.LITE0, size: int = SIZE
) -> dict[str, Any]:
    """Train a new head on a frozen backbone, write a checkpoint, and report on ``data.test``.

    Args:
        backbone: a name that ``course.backbones.pretrained`` knows.
        size: the side, in pixels, to which images are resized.

    Returns:
        "accuracy", the ends "low" and "high" of its 95 % interval, and "recall" by class name.
    """
    net = backbones.pretrained(backbone)
    known, val, test = (
        training.extract_features(net, split, size=size)
        for split in (data.train, data.val, data.test)
    )
    torch.manual_seed(0)
    head = nn.Linear(known.tensors[0].shape[1], len(data.classes)).to(training.device())
    best, best_loss = None, math.inf
    optimizer = torch.optim.AdamW(head.parameters(), lr=3e-3)
    for epoch in range(EPOCHS):
        training.fit(head, known, epochs=1, optimizer=optimizer, seed=epoch)
        if (loss := metrics.evaluate(head, val)["loss"]) < best_loss:
            best, best_loss = copy.deepcopy(head.state_dict()), loss
    head.load_state_dict(best)
    head = head.cpu().eval()
    _save(net, head, data.classes, size, path)
    with torch.no_grad():
        answers = head(test.tensors[0]).argmax(dim=1)
    return report(test.tensors[1], answers, data.classes)


def report(truth: Tensor, answers: Tensor, classes: tuple[str, ...]) -> dict[str, Any]:
    """Return the accuracy, its 95 % interval (Wilson's) and the recall of each class."""
    matrix = metrics.confusion(truth, answers, len(classes))
    share, n, z = (answers == truth).double().mean().item(), len(truth), 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    recall = metrics.per_class(matrix)["recall"].tolist()
    return {
        "accuracy": share,
        "low": middle - half,
        "high": middle + half,
        "recall": dict(zip(classes, recall, strict=True)),
    }


def _save(
    net: backbones.Pretrained,
    head: nn.Linear,
    classes: tuple[str, ...],
    size: int,
    path: str | os.PathLike,
) -> None:
    """Put the head where this family of models has it, and write the checkpoint in one step."""
    timms = net.name == backbones.LITE0
    x = torch.zeros(1, 3, size, size)
    heads.replace_head(net.model, len(classes), x)
    heads.find_head(net.model, x)[1].load_state_dict(head.state_dict())
    buffer = io.BytesIO()
    torch.save(
        {
            "state_dict": net.model.state_dict(),
            "architecture": f"timm/tf_{net.name}" if timms else f"torchvision/{net.name}",
            "labels": list(classes),
            "preprocessing": {
                "size": size,
                "mean": list(net.preprocess.mean),
                "std": list(net.preprocess.std),
            },
            "policy": "frozen",
            "versions": {
                each.__name__: str(each.__version__) for each in (torch, torchvision, timm)
            },
        },
        buffer,
    )
    write_whole(Path(path), buffer.getvalue())


def load(path: str | os.PathLike) -> tuple[nn.Module, list[str], Callable[[Any], Tensor]]:
    """Return the model of a checkpoint in eval mode, the names of its classes, and its preprocess.

    ``preprocess`` takes a photograph (PIL) or a batch of images, uint8 (N, C, H, W).

    Raises:
        ValueError: the file is no such checkpoint, or does not fit its own architecture.
    """
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
        weights, labels, how = (stored[key] for key in ("state_dict", "labels", "preprocessing"))
        library, _, name = stored["architecture"].partition("/")
        build = timm.create_model if library == "timm" else torchvision.models.get_model
        model = build(name, num_classes=len(labels))
    except Exception as error:
        raise ValueError(f"Expected a checkpoint in {path}, got {error!r}.") from error
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise ValueError(f"Expected weights for {len(labels)} classes, got: {error}") from error

    def preprocess(images: Image.Image | Tensor) -> Tensor:
        if isinstance(images, Image.Image):
            images = TF.pil_to_tensor(images.convert("RGB"))
        images = TF.resize(images, [how["size"]], TF.InterpolationMode.BICUBIC)
        images = TF.center_crop(images, [how["size"]])
        images = images.expand(*images.shape[:-3], 3, -1, -1)
        return TF.normalize(TF.convert_image_dtype(images), how["mean"], how["std"])

    return model.eval(), labels, preprocess
