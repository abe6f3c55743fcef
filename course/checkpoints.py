"""Checkpoints that meet another head or wrapper: the library version of functions of lesson 03."""

import io
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from course.heads import copied


def load_matching(model: nn.Module, state_dict: Mapping[str, Tensor]) -> list[str]:
    """Load all tensors except those of the head that have another shape; return their keys.

    The head is the last Linear or Conv2d in ``named_modules()``.

    Raises:
        ValueError: anything else does not fit; the model is then as it was.
    """
    own = model.state_dict()
    layers = [name for name, m in model.named_modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    skipped = [k for k, v in state_dict.items() if k in own and own[k].shape != v.shape]
    wrong = own.keys() ^ state_dict.keys()
    wrong |= {key for key in skipped if not key.startswith(f"{layers[-1]}.")}
    if wrong:
        raise ValueError(
            f"Expected a checkpoint in which only the head {layers[-1]} differs, got {len(wrong)} "
            f"other differences, such as {min(wrong)}."
        )
    model.load_state_dict({**state_dict, **{key: own[key] for key in skipped}})
    return skipped


def strip_prefixes(state_dict: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors under the names of the bare model, without those of its wrappers.

    ``_orig_mod.`` (``torch.compile``) goes wherever it is; ``module.`` (``DataParallel``) goes from
    the front, as long as every key begins with it.
    """
    bare = {key.replace("_orig_mod.", ""): value for key, value in state_dict.items()}
    while bare and all(key.startswith("module.") for key in bare):
        bare = {key.removeprefix("module."): value for key, value in bare.items()}
    return bare


def round_trip(model: nn.Module, build: Callable[[], nn.Module], x: Tensor) -> bool:
    """Return whether the model's checkpoint makes ``build()`` give the same logits in eval mode."""
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)
    rebuilt = build()
    try:
        rebuilt.load_state_dict(torch.load(buffer, weights_only=True))
    except RuntimeError:
        return False
    with torch.no_grad():
        old, new = copied(model).eval()(x), rebuilt.eval()(x)
    return old.shape == new.shape and torch.allclose(old, new, atol=1e-5)
