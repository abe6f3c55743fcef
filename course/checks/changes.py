"""What a word of a case does to a model."""

from collections.abc import Callable

from torch import nn
from torchvision.models import Inception3, RegNet

from course.checks import models
from course.heads import HEADS, find_head


def head_of(model: nn.Module) -> tuple[str, nn.Module]:
    """The path and the module of the head; in shapes alone, the layer registered last."""
    if next(model.parameters()).is_meta or isinstance(model, RegNet):
        return [(n, m) for n, m in model.named_modules() if isinstance(m, HEADS)][-1]
    return find_head(model, models.images(2, 80 if isinstance(model, Inception3) else 64))


def _no_bias(model: nn.Module) -> None:
    head_of(model)[1].bias = None


def _zero_head(model: nn.Module) -> None:
    for p in head_of(model)[1].parameters():
        nn.init.zeros_(p)


def _freeze_body(model: nn.Module) -> None:
    model.requires_grad_(False)
    head_of(model)[1].requires_grad_(True)


def _freeze_part(model: nn.Module) -> None:
    for p in list(model.parameters())[:-6]:
        p.requires_grad_(False)


def _dead_layer(model: nn.Module) -> None:
    at = "classifier" if hasattr(model, "fc") else "fc"
    setattr(model, at, nn.Linear(64, 10).eval())


def _norm_in_head(model: nn.Module) -> None:
    path, head = head_of(model)
    norm = nn.BatchNorm1d(head.in_features)
    neck = nn.Sequential(norm, nn.Dropout(0.5))  # the norm is no child of the head: it lies deeper
    model.set_submodule(path, nn.Sequential(neck, head).eval(), strict=True)


def _deep_head(model: nn.Module) -> None:
    path, head = head_of(model)
    width, classes = head.in_features, head.out_features
    layers = nn.Linear(width, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, classes)
    model.set_submodule(path, nn.Sequential(*layers).eval(), strict=True)


def _no_auxiliary_heads(model: nn.Module) -> None:
    model.aux_logits, model.aux1, model.aux2 = False, None, None  # as aux_logits=False builds it


CHANGES: dict[str, Callable[[nn.Module], None]] = {
    "no auxiliary heads": _no_auxiliary_heads,
    "no bias": _no_bias,
    "zero head": _zero_head,
    "frozen": _freeze_body,
    "partly frozen": _freeze_part,
    "deep head": _deep_head,
    "norm in head": _norm_in_head,
    "dead layer": _dead_layer,
    "all frozen": lambda model: model.requires_grad_(False),
    "float64": nn.Module.double,
    "float64 head": lambda model: head_of(model)[1].double(),
}
