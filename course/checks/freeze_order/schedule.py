"""04-schedule: the head and the last n blocks are trainable."""

from collections.abc import Callable, Iterator

from torch import nn

from course import freezing
from course.checks.cases import ModelCase
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise
from course.checks.freeze_order.frozen import trainable_names
from course.wording import count, listed


@exercise(
    "04-schedule",
    proves="Head first, then block by block, and back again",
    tries=[
        "resnet18",
        "vgg16, all frozen, no bias",
        "vit_b_16, train",
        "custom, partly frozen, 20 classes",
        "squeezenet1_1, mixed modes",
        "densenet121, frozen",
    ],
    leaves_out=dict.fromkeys(
        ["error in the forward pass", "one image", "several outputs"],
        "setting flags needs no forward pass",
    )
    | dict.fromkeys(
        ["float64", "zero head", "gradients there before"],
        "the function sets flags, and reads no numbers",
    )
    | {
        "same number of classes": "there is no new head",
        "arguments not aliased": "the list that is returned is new in every call",
    },
    library=[freezing.unfreeze_last],
)
def unfreeze_last(answer: Callable, case: ModelCase) -> str:
    """``unfreeze_last(model, head, n)``: a schedule, up and down again."""
    model, path = case.model(), case.head_path
    head = model.get_submodule(path)
    every = [n for n in _blocks(model) if model.get_submodule(n) is not head][::-1]
    full = [n for n in every if list(model.get_submodule(n).parameters())]
    earlier: set[str] = set()
    for n in (1, 2, 0, 3, len(full), 1, len(full) + 5):
        _right_blocks(answer(model, head, n), n, full, every, path)
        inside = tuple(f"{block}." for block in (*full[:n], path))
        want = {name for name, _ in model.named_parameters() if name.startswith(inside)}
        _right_flags(model, want, n, path, earlier)
        earlier |= want
    return f"{count(len(full), 'block')} with parameters"


def _blocks(module: nn.Module, prefix: str = "") -> Iterator[str]:
    """Names of the blocks, as in the lesson: what plain Sequentials hold, at any depth."""
    for name, child in module.named_children():
        if type(child) is nn.Sequential:
            yield from _blocks(child, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _right_blocks(got: object, n: int, full: list[str], every: list[str], head: str) -> None:
    """Fail unless ``got`` names the last n blocks.

    Args:
        full, every: the blocks with parameters, and all blocks, from the head down.
    """
    if not isinstance(got, list | tuple) or not all(isinstance(name, str) for name in got):
        kind = "a list of other things" if isinstance(got, list | tuple) else describe(got)
        fail(
            "wrong-type",
            f"Expected a list of names, got {kind}.",
            "The caller prints the names of the blocks that were thawed.",
            "what does your function collect?",
        )
    got, want = list(got), full[:n]
    if got == want:
        return
    what = f"Expected [{listed(want)}] for n = {n}, got [{listed(got)}]."
    if n == 0 and len(got) >= len(full):
        seen = "With n = 0, only the head is trainable, and no block."
        fail("minus-zero-slice", what, seen, "what is names[-0:]?")
    if head in got:
        seen = f"The head, {head}, is among them."
        fail("head-counted", what, seen, "n counts blocks: is the head one of them?")
    diagnose(
        [
            Mistake(
                "blocks-unordered",
                want[::-1],
                "Those are the right blocks in the other order.",
                "from the head down: which block is the first?",
            ),
            Mistake(
                "head-counted",
                full[: max(n - 1, 0)],
                "That is one block too few, as if the head were the first of them.",
                "what does n count?",
            ),
            Mistake(
                "blocks-unordered",
                full[::-1][:n],
                "Those are the blocks nearest to the input.",
                "at which end of the model is the head?",
            ),
        ],
        lambda value: got == value,
        what,
    )
    if set(got) & set(every) - set(full):
        seen = "Some of them hold no parameters."
        fail("empty-block-counted", what, seen, "what is there to train in a pooling layer?")
    fail(
        "wrong-value",
        what,
        "Those are not the last blocks of the model as blocks() names them.",
        "print list(blocks(model)) next to your list.",
    )


def _right_flags(model: nn.Module, want: set[str], n: int, head: str, earlier: set[str]) -> None:
    """Fail unless exactly the wanted parameters are trainable.

    Args:
        earlier: the parameters that an earlier call had to thaw.
    """
    trained = trainable_names(model)
    if trained == want:
        return
    what = f"Expected {count(len(want), 'trainable tensor')} for n = {n}, got {len(trained)}."
    missing, extra = sorted(want - trained), sorted(trained - want)
    if flagged := [name for name, m in model.named_modules() if "requires_grad" in vars(m)]:
        fail(
            "flag-on-module",
            what,
            f"requires_grad was set on {flagged[0]}, which is a module, not a tensor. Nothing "
            "reads it there.",
            "which objects have the flag that autograd reads, and what is the method called?",
        )
    if any(name.startswith(f"{head}.") for name in missing):
        fail(
            "head-frozen",
            what,
            f"The head ({head}) is frozen.",
            "which parameters learn at every stage of the schedule?",
        )
    if missing:
        fail(
            "list-and-flags-differ",
            what,
            f"{missing[0]} is frozen, although its block was named.",
            "does every block that you name get thawed?",
        )
    if set(extra) <= earlier:
        fail(
            "schedule-not-reset",
            what,
            f"{extra[0]} was thawed by an earlier call, and still is.",
            "what does your function do about the blocks that are not among the last n?",
        )
    fail(
        "left-trainable",
        what,
        f"{extra[0]} is trainable too.",
        "which of the model's parameters does your function freeze, and which does it never reach?",
    )
