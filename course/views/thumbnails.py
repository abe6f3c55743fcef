"""Images of any kind, small enough to put into a page."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image
from torch import Tensor

SIDE = 96  # the longest side of an image in the notebook, in pixels


def thumbnail(image: Any) -> str:
    """Return a data URI of an image: uint8 or floats in 0 .. 1, or PIL, or (image, label)."""
    image = _pil(image)
    small = max(image.size) <= SIDE
    if not small:
        image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    buffer, kind = io.BytesIO(), "png" if small else "jpeg"
    image.save(buffer, kind)
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _pil(image: Any) -> Image.Image:
    if isinstance(image, (tuple, list)) and len(image) == 2:  # an item of a dataset
        image = image[0]
    if isinstance(image, Image.Image):
        return image.convert("RGB")
    pixels = image.detach().cpu().numpy() if isinstance(image, Tensor) else np.asarray(image)
    if pixels.ndim == 3 and len(pixels) in (1, 3):
        pixels = pixels.transpose(1, 2, 0).squeeze()
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError(
            f"Expected images (C, H, W) with 1 or 3 channels, or (H, W), got {pixels.shape}."
        )
    if pixels.dtype != np.uint8:
        low, high = float(pixels.min()), float(pixels.max())
        if pixels.dtype.kind != "f" or not -1e-4 <= low <= high <= 1 + 1e-4:
            raise ValueError(
                f"Expected images of uint8 or of floats in 0 .. 1, got {pixels.dtype} in "
                f"{low:.3g} .. {high:.3g}. Pass the images from before the preprocessing."
            )
        pixels = (pixels.clip(0, 1) * 255).round().astype(np.uint8)
    return Image.fromarray(pixels)
