"""What the exercises of lesson 02 must leave alone: the model, its statistics, its layers."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from course.checks.compare import left_alone
from course.checks.core import fail


@contextlib.contextmanager
def all_left_alone(model: nn.Module) -> Iterator[None]:
    """Fail if the block changes the model; moved statistics of BatchNorm have their own message."""
    was = {} if next(model.parameters()).is_meta else clones(model)
    with left_alone(model, statistics=True):
        yield
    statistics_kept(model, was)


def clones(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def statistics_kept(model: nn.Module, was: Mapping[str, Tensor], but: str = "") -> None:
    """Fail if buffers have moved, and nothing else except the layer at ``but`` has changed."""
    state = {n: v for n, v in model.state_dict().items() if n in was and not is_lazy(v)}
    now = {n: v for n, v in state.items() if n.rpartition(".")[0] != but}
    same_shape = {n: v for n, v in now.items() if v.shape == was[n].shape}
    changed = [n for n, v in same_shape.items() if not torch.equal(v, was[n])]
    if changed and set(changed) <= {name for name, _ in model.named_buffers()}:
        fail(
            "forward-in-train-mode",
            "Expected the model's own numbers to stay as they were, got "
            f"{len(changed)} changed buffers.",
            f"Some layers were in train mode. The first buffer that changed is {changed[0]}.",
            "what does BatchNorm do in train mode, even when nobody trains?",
        )


def layers(model: nn.Module, without: nn.Module | None = None) -> Counter:
    """The layers without children, by kind; a dropout with its rate."""
    leaves = (m for m in model.modules() if m is not without and not list(m.children()))
    return Counter((type(m).__name__, getattr(m, "p", None)) for m in leaves)


def kinds(gone: Counter) -> str:
    return ", ".join(sorted({f"{kind}(p={p})" if p else kind for kind, p in gone}))
