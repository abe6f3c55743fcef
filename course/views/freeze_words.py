"""What the freeze board says about a step, in one sentence."""

from collections.abc import Iterator

from course.views.freeze_run import FLAGS, PARTS, Row, Step
from course.wording import listed

NOTHING = (
    "Nothing surprising: every parameter that is trainable and held moved, and no other one did."
)


def seen(moved: bool) -> str:
    return "≠ moved" if moved else "= still"


def explain(step: Step) -> str:
    """Return the sentence that says what was surprising; wrong predictions come first."""
    found = [*_errors(step)] or [*_surprises(step)]
    reasons = [*_reasons(step)] if step.wrong and not step.error else []
    about_wrong = (text for parts, text in [*found, *reasons] if set(parts) & set(step.wrong))
    return next(about_wrong, found[0][1] if found else NOTHING)


def _errors(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    if step.error.startswith("ValueError"):
        yield (
            PARTS,
            "There is no optimizer: when its line ran, no parameter had requires_grad=True, and "
            "SGD refuses an empty list.",
        )
    elif step.error:
        text = "backward() raised an error: nothing requires a gradient"
        if step.settings["order"].startswith("swap, then") and step.settings["fc"] == FLAGS[0]:
            text += ", because the freeze came after the swap and caught the new fc too"
        if step.moved["statistics"]:
            text += "; the forward pass had already updated the running statistics"
        yield PARTS, f"{text}."


def _surprises(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the step did against expectation: for each the parts that it explains, and a sentence.

    The most surprising one comes first.
    """
    s, rows = step.settings, [row for row in step.rows if row.part in ("body", "head")]
    summed = [row for row in rows if row.summed > 1 and row.trainable]
    unheld = [row for row in rows if row.trainable and row.norm and not row.held]
    also = (
        f"; the gradient is now a sum of {unheld[0].summed} steps, because zero_grad() clears "
        "only what the optimizer holds"
        if unheld and unheld[0].summed > 1 and s["zero_grad"] != "not called"
        else ""
    )
    if "built-before-swap" in step.findings and any(row.part == "head" for row in unheld):
        yield (
            _parts(unheld),
            "fc got a gradient, but the optimizer holds the old fc, so the new one stays as it is"
            f"{also}.",
        )
    elif unheld:
        yield (
            _parts(unheld),
            f"{_names(unheld)} got a gradient and stayed still: the optimizer does not hold "
            f"{'it' if len(unheld) == 1 else 'them'}{also}.",
        )
    if moved := [row for row in rows if row.moved and not row.trainable]:
        if moved[0].norm:
            why = "the gradient from before the freeze is still there, and the optimizer uses it"
        else:
            why = (
                "the gradient is zero, not None, so the optimizer does not skip such a tensor, and "
                f"{_pushes(step, momentum=step.had_momentum)} still changed it"
            )
        yield _parts(moved), f"{_names(moved)} moved although frozen: {why}."
    if s["zero_grad"] == "not called" and (added := [row for row in summed if row.held]):
        yield (
            (),
            "zero_grad() was not called: the optimizer used the sum of the gradients of "
            f"{max(row.summed for row in added)} steps.",
        )
    skipped = [row for row in rows if row.held and row.norm is None and not row.moved]
    pushes = _pushes(step, momentum=s["momentum"] != "0")
    if skipped and pushes:
        yield (
            _parts(skipped),
            f"The optimizer holds {_names(skipped)} and has {pushes}, but moved nothing there: it "
            "skips a tensor whose gradient is None.",
        )
    if "batchnorm-drifts" in step.findings:
        yield (
            ("statistics",),
            "The running statistics moved although BatchNorm is frozen: every forward pass in "
            "train mode updates them, without any gradient.",
        )
    if s["order"].startswith("freeze the old") and step.moved["body"]:
        yield (
            ("body",),
            "Only the old fc was frozen, and it has left the model: the body is trainable, and it "
            "moved.",
        )
    learned = [row for row in rows if row.moved and row.trainable]
    if s["mode"] == "eval" and learned:
        yield (
            _parts(learned),
            f"The model is in eval mode, and {_names(learned)} moved all the same: eval() freezes "
            "no parameter.",
        )
    if s["mode"] == "train, body in eval" and step.moved["body"]:
        yield (
            ("body",),
            "The body is in eval mode, and its parameters moved all the same: eval() freezes no "
            "parameter.",
        )


def _reasons(step: Step) -> Iterator[tuple[tuple[str, ...], str]]:
    """What explains an ordinary step to somebody who predicted something else."""
    for part in ("body", "head"):
        rows = [row for row in step.rows if row.part == part]
        what = "The body" if part == "body" else "The new fc"
        if step.moved[part]:
            swap = "; a swap freezes nothing" if part == "body" else ""
            yield (part,), f"{what} is trainable, and the optimizer holds it{swap}."
        elif all(row.norm is None for row in rows):
            yield (part,), f"{what} is frozen and has no gradient, so the optimizer skips it."
        elif any(row.held for row in rows):
            yield (
                (part,),
                f"{what} is frozen. Its gradient is zero, and plain SGD subtracts zero: that "
                "changes nothing.",
            )
        else:
            yield (part,), f"{what} still has a gradient, but the optimizer does not hold it."
    if step.moved["statistics"]:
        yield ("statistics",), "Every forward pass in train mode updates the running statistics."
    else:
        yield (
            ("statistics",),
            "BatchNorm was in eval mode: it used its running statistics and did not update them.",
        )


def _pushes(step: Step, momentum: bool) -> str:
    """What else than a gradient can move a tensor here."""
    both = ["momentum"] * momentum + ["weight decay"] * (step.settings["weight_decay"] != "0")
    return " and ".join(both)


def _names(rows: list[Row]) -> str:
    return listed(row.name for row in rows)


def _parts(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.part for row in rows))
