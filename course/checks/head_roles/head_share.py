"""01-head-share: the fraction of a model's parameters that its head holds."""

from collections.abc import Callable

from torch import Tensor, nn

from course import roles
from course.checks.cases import ModelCase, model_case
from course.checks.compare import expect_number, number
from course.checks.core import Mistake, fail
from course.checks.exercise import exercise


@exercise(
    "01-head-share",
    proves="The head's share of the parameters is right",
    tries=[
        "resnet18, 20 classes",
        "custom, deep head",
        "resnet18, norm in head",
        "vgg16, dead layer",
        "densenet121, frozen",
        "vit_b_16, no bias",
        "squeezenet1_1",
    ],
    leaves_out=dict.fromkeys(
        [
            "train mode",
            "mixed modes",
            "error in the forward pass",
            "one image",
            "several outputs",
            "same number of classes",
            "float64",
            "zero head",
            "gradients there before",
            "arguments not aliased",
        ],
        "counting parameters runs no forward pass, reads no value and changes nothing",
    ),
    library=[roles.head_share],
)
def head_share(answer: Callable, case: ModelCase) -> str:
    """``head_share(model, head)`` is the fraction of the model's parameters that the head holds."""
    model, head = _parts(case)
    inside, total = _count(head), _count(model)
    got = number(answer(model, head), "the share")
    if got not in (0, inside / total):
        _same_for_another_model(answer, got)
    expect_number(
        got,
        inside / total,
        f"the share in this {type(model).__name__} ({case.text})",
        _mistakes(model, head, inside, total),
        otherwise=(
            f"The head holds {inside} of the model's {total} parameters.",
            "print both sums before you divide.",
        ),
        rel=1e-5,
        digits=6,
    )
    return f"{inside} of {total}, {inside / total:.1%}"


def _parts(case: ModelCase) -> tuple[nn.Module, nn.Module]:
    model = case.model()
    return model, model.get_submodule(case.head_path)


def _same_for_another_model(answer: Callable, got: float) -> None:
    if got == number(answer(*_parts(model_case("resnet50, 3 classes"))), "the share"):
        fail(
            "hard-coded",
            f"Expected another share for another model, got {got:.6f} for both.",
            "A resnet50 with 3 classes gives the same number.",
            "does your function use its arguments?",
        )


def _count(module: nn.Module, keep: Callable[[str, Tensor], bool] = lambda name, p: True) -> int:
    return sum(p.numel() for name, p in module.named_parameters() if keep(name, p))


def _mistakes(model: nn.Module, head: nn.Module, inside: int, total: int) -> list[Mistake]:
    def share(keep: Callable[[str, Tensor], bool]) -> float:
        return _count(head, keep) / (_count(model, keep) or 1)

    def in_state(module: nn.Module) -> int:
        return sum(v.numel() for v in module.state_dict().values())

    def modules(module: nn.Module) -> int:
        return len(list(module.modules()))

    def tensors(module: nn.Module) -> int:
        return len(list(module.parameters()))

    layer = "which tensors does a Linear layer hold?"
    mistakes = [
        Mistake(
            "rounded",
            0.0,
            "A share between 0 and 1 became 0.",
            "which operation in your function drops the digits after the decimal point?",
        ),
        Mistake("percent-not-fraction", 100 * inside / total, "That is a percentage.", "the unit."),
        Mistake(
            "upside-down",
            total / inside,
            "That is the whole model divided by its head.",
            "can a part be larger than the whole?",
        ),
        Mistake(
            "head-over-backbone",
            inside / (total - inside),
            "That is the head divided by everything else.",
            "is the head part of the model?",
        ),
        Mistake(
            "frozen-not-counted",
            share(lambda name, p: p.requires_grad),
            "Some parameters are frozen here, and they still belong to the model.",
            "which parameters does your function skip?",
        ),
        Mistake(
            "buffers-counted",
            in_state(head) / in_state(model),
            "That counts BatchNorm's running statistics too, which are buffers.",
            "which of the model's tensors does an optimizer see?",
        ),
        Mistake(
            "counted-tensors",
            modules(head) / modules(model),
            "That is the share of modules.",
            "how many numbers does one module hold?",
        ),
        Mistake(
            "counted-tensors",
            tensors(head) / tensors(model),
            "That is the share of tensors.",
            "how many numbers are in a tensor of shape (10, 512)?",
        ),
        Mistake(
            "weights-without-bias",
            share(lambda name, p: name.endswith("weight")),
            "That leaves every bias out.",
            layer,
        ),
        Mistake(
            "weights-without-bias",
            _count(head, lambda name, p: "weight" in name) / total,
            "That leaves the head's biases out.",
            layer,
        ),
        Mistake(
            "weights-without-bias",
            share(lambda name, p: p.ndim > 1),
            "That counts matrices alone.",
            "which other parameters does a model have?",
        ),
    ]
    if isinstance(fc := getattr(model, "fc", None), nn.Module):
        seen = "That is the share of model.fc, which is not the head here."
        mistakes.append(
            Mistake("argument-ignored", _count(fc) / total, seen, "your two arguments.")
        )
    return mistakes
