"""Images in rows, each with a title."""

from collections.abc import Sequence

import matplotlib
import numpy as np
from PIL.Image import Image
from torch import Tensor

from course.views import style


@matplotlib.rc_context(style.RC)
def show_images(
    images: Sequence[Image | Tensor], titles: Sequence[str], caption: str, columns: int = 5
) -> None:
    """Show images (PIL, or uint8 tensors (C, H, W)), each with a title, and print a caption.

    Raises:
        ValueError: there are no images, or another number of titles.
    """
    if not len(images) or len(images) != len(titles):
        raise ValueError(
            f"Expected at least one image and one title per image, got {len(images)} images and "
            f"{len(titles)} titles."
        )
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    figure = style.figure(2 * columns, 2.2 * rows)
    photos = []
    for i, (image, title) in enumerate(zip(images, titles, strict=True)):
        axes = figure.add_subplot(rows, columns, i + 1)
        photos.append(axes)
        pixels = image.permute(1, 2, 0).numpy() if isinstance(image, Tensor) else np.asarray(image)
        axes.imshow(pixels, cmap="gray", vmin=0, vmax=255)
        axes.set_title(title, fontsize=style.NORMAL)
        axes.set_axis_off()
    figure.tight_layout()
    style.show(figure, caption, photos)
