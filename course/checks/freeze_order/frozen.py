"""What the exercises of lesson 04 share: the head of the returned model, and its numbers."""

from torch import equal, nn

from course.checks.cases import ModelCase
from course.checks.core import describe, fail


def trainable_names(model: nn.Module) -> set[str]:
    return {name for name, p in model.named_parameters() if p.requires_grad}


def trainable_share(model: nn.Module) -> str:
    """Say how many of a model's tensors are trainable."""
    trainable, total = len(trainable_names(model)), len(list(model.parameters()))
    return f"{trainable} of {total} tensors {'is' if trainable == 1 else 'are'} trainable"


def all_trainable(model: nn.Module) -> bool:
    return all(p.requires_grad for p in model.parameters())


def returned_head(answer: object, head: nn.Module, path: str) -> nn.Module:
    """Return the head inside the model that was returned: the same object, or its namesake.

    Args:
        head, path: the head of the model that the answer received, and its name there.
    """
    if not isinstance(answer, nn.Module):
        fail(
            "wrong-type",
            f"Expected the model, got {describe(answer)}.",
            "Training continues with what your function returns.",
            "the return line.",
        )
    if answer is head or isinstance(answer, nn.Linear | nn.Conv2d):
        fail(
            "returned-the-head",
            f"Expected the whole model, got {describe(answer)}.",
            "A single layer cannot take images.",
            "the return line: what does the call in it return?",
        )
    modules = dict(answer.named_modules())
    if head in modules.values():
        return head
    for name, module in modules.items():
        if name.endswith(path) and type(module) is type(head):
            return module
    fail(
        "backbone-changed",
        f"Expected the returned model to contain {path}, got one without it.",
        "Freezing replaces no layer and removes none.",
        "which line of your function builds or replaces a module?",
    )


def same_numbers(answer: nn.Module, case: ModelCase) -> None:
    """Fail if the returned model holds other values: freezing sets flags and nothing else."""
    was, now = case.model().state_dict(), answer.state_dict()
    changed = [n for n, v in was.items() if n in now and not equal(v, now[n])]
    if changed:
        fail(
            "weights-changed",
            f"Expected every number in the model to stay as it was, got {len(changed)} changed "
            "tensors.",
            f"The first is {changed[0]}.",
            "which line writes numbers, or builds a new layer?",
        )
