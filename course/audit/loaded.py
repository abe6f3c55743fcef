"""Check that a checkpoint is in a model."""

from collections.abc import Mapping

from torch import Tensor, equal, nn

from course.audit.kept import within
from course.misconceptions import Finding
from course.wording import listed


def loaded(model: nn.Module, checkpoint: Mapping[str, Tensor], head_name: str) -> list[Finding]:
    """List what a checkpoint holds and the model, apart from its head, does not.

    Tensors are compared by value, because a wrapper may have changed their names. Constant ones,
    such as a new BatchNorm's, prove nothing and are left out.

    Args:
        checkpoint: the state dict that should have been loaded.
        head_name: the module that may differ.
    """
    own: dict[tuple, list[tuple[str, Tensor]]] = {}
    for name, value in model.state_dict().items():
        if not within(name, head_name):
            own.setdefault(tuple(value.shape), []).append((name, value))
    telling = {
        name: value
        for name, value in checkpoint.items()
        if isinstance(value, Tensor) and value.numel() > 1 and (value != value.flatten()[0]).any()
    }
    alike = {name: own.get(tuple(value.shape), []) for name, value in telling.items()}
    missing = [
        name
        for name, value in telling.items()
        if not any(equal(value.to(mine), mine) for _, mine in alike[name])
    ]
    if telling and len(missing) == len(telling):
        return [
            Finding(
                "loaded-nothing",
                f"Expected the checkpoint's {len(telling)} tensors in the model, got none of them.",
                f"The first key of the checkpoint is {missing[0]}.",
                "what did load_state_dict return? And do the keys of the two begin alike?",
            )
        ]
    skipped = [n for n in missing if any(_same(n, mine) for mine, _ in alike[n])]
    if skipped:
        return [
            Finding(
                "body-skipped",
                "Expected every tensor of the checkpoint outside the head in the model, got "
                f"{len(skipped)} of {len(telling)} with other values.",
                f"They are {listed(skipped)}.",
                "which keys were left out when the checkpoint was loaded?",
                tuple(skipped),
            )
        ]
    return []


def _same(a: str, b: str) -> bool:
    """Whether two keys name one tensor, but for a prefix such as ``module.``."""
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")
