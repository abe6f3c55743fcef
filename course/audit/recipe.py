"""Audit a whole fine-tuning set-up at once: what ``course audit`` runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from course.audit import batch, labels, stray, swap
from course.audit.frozen import frozen_part
from course.audit.kept import mode_kept, within
from course.audit.loaded import loaded
from course.audit.mislaid import chosen_by_name, mislaid_flags
from course.audit.optimizer import optimizer_state
from course.audit.parts import Recipe, Report
from course.audit.probe import Run, as_it_was, first_run, head_of, in_mode, own_copy, probe_of
from course.audit.rates import rates
from course.audit.squash import squashed
from course.errors import CourseError
from course.heads import HEADS, dead_parameters, modes_kept
from course.misconceptions import Finding
from course.wording import count

_STOPPED = "Everything else, because the layers have to be in place first."
_NO_LOGITS = {"softmax-in-head", "softmax-over-batch", "sigmoid-in-head", "clipped-logits"}
# A freeze, and another mode, may be intended here: what is wrong with them is found by other means.
_INTENDED = {"swap-also-froze", "mode-changed"}


def fine_tuning(recipe: Recipe) -> Report:
    """List what is wrong with a model and what is to train it, before a training is paid for.

    The model runs a few images on its own device, in copies. Model, optimizer, loader and random
    numbers stay as they were.

    Raises:
        CourseError: the parts cannot be audited; the message says what to return instead.
    """
    if not isinstance(recipe.model, nn.Module):
        raise CourseError(
            f"Expected a model, got an object of type {type(recipe.model).__name__}. "
            "Pass a torch.nn.Module."
        )
    with batch.random_kept(), as_it_was(recipe.model):
        report = _report(recipe)
    once = {finding.misconception: finding for finding in reversed(report.findings)}
    unique = [f for f in report.findings if once[f.misconception] is f]
    return Report(unique, report.facts, report.unchecked)


@dataclass(frozen=True)
class _Seen:
    """The model in its wrappers, a copy that returns logits, and what the copy showed."""

    model: nn.Module
    probe: nn.Module
    x: Tensor
    logits: Tensor
    classes: int | None
    head: str | None
    dead: set[str]  # the parameters without effect in eval mode


def _report(recipe: Recipe) -> Report:
    model, findings = stray.unwrapped(recipe.model)
    facts, unchecked = {"model": _size(model)}, []
    given = None if recipe.loader is None else batch.first_batch(recipe.loader)
    if given is None:
        none = recipe.loader is None
        why = "no loader was returned" if none else "the loader can be read only once"
        unchecked.append(f"Images and labels: {why}.")
    if recipe.loader is None and isinstance(model, HEADS):
        return Report([swap.forward_error(model, None, TypeError())], facts, [_STOPPED])
    probe = probe_of(model)
    run = first_run(probe, _images(recipe, probe, given))
    x, logits = run.x, _logits(probe, run)
    facts["images"] = f"{len(x)} {'of the loader' if given else 'made up'}, {_shape(x)}"
    if findings or isinstance(logits, Finding):
        stopped = [*findings, logits] if isinstance(logits, Finding) else findings
        return Report(stopped, facts, [*unchecked, _STOPPED])
    classes = _classes(recipe, logits.shape[1])
    head = _head(recipe, model, run, logits.shape[1])
    # One image is enough in eval mode, and the backward pass is the dearest part of an audit.
    seen = _Seen(model, probe, x, logits, classes, head, dead_parameters(probe, x[:1]))
    facts["logits"] = f"{logits.shape[1]} per image"
    facts["head"] = f"{head}, {model.get_submodule(head)}" if head else "not found"
    if classes is None:
        unchecked.append("The number of classes: neither num_classes nor the loader tells it.")
    if head is None:
        unchecked.append(
            "The head: what runs last has no output for each logit. Return it as head."
        )
    if recipe.optimizer is None:
        unchecked.append("The optimizer: none was returned.")
    else:
        facts["optimizer"] = _groups(recipe.optimizer)
    if misplaced := _placed(recipe, seen):
        return Report(misplaced, facts, [*unchecked, _STOPPED])
    try:
        of_training = _training(seen)
    except Exception as error:  # eval mode worked
        failed = swap.forward_error(model, None, error)
        seen_in = f"In train mode only. {failed.seen}"
        return Report([replace(failed, seen=seen_in)], facts, [*unchecked, _STOPPED])
    findings = [
        *_output(recipe, seen),
        *of_training,
        *([] if recipe.optimizer is None else _optimizer(recipe, seen)),
        *_labels(recipe, seen, given),
    ]
    return Report(findings, facts, unchecked)


def _images(recipe: Recipe, probe: nn.Module, given: batch.Batch | None) -> Iterable[Tensor]:
    """The first images of the loader, or made-up ones to choose from, on the model's device."""
    if given is None:
        return batch.made_up(probe, recipe.image_size)
    like = next(probe.parameters(), given.images)
    x = given.images[: batch.IMAGES].to(like.device)
    if x.is_floating_point() and like.dtype in (torch.float16, torch.bfloat16):
        x = x.to(like.dtype)  # a training loop would do it with autocast
    return [torch.cat([x, x]) if len(x) == 1 else x]


def _logits(probe: nn.Module, run: Run) -> Tensor | Finding:
    """Return the logits (N, C) of a run, or why there are none."""
    if run.error is not None:
        return swap.forward_error(probe, None, run.error)
    x, logits = run.x, run.output
    if isinstance(logits, Tensor) and logits.ndim == 2 and len(logits) == len(x):
        return logits
    received = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
    return Finding(
        "wrong-output",
        f"Expected one row of logits per image, of shape ({len(x)}, C), got {received}.",
        "The forward pass runs, but the output is not that of a classifier.",
        "what happens to the features between the backbone and the output?",
    )


def _classes(recipe: Recipe, width: int) -> int | None:
    """How many logits per image there should be, if anything tells it."""
    if recipe.num_classes is not None:
        return recipe.num_classes
    if width == 1:  # a yes or no, or a number
        return None
    if names := batch.class_names(recipe.loader):
        return len(names)
    every = batch.all_labels(recipe.loader)
    if every is None or every.ndim != 1 or every.is_floating_point():
        return None
    present = every.unique()
    # Without a gap, the labels are those of all classes. From 1, or with a gap, nobody knows.
    full = len(present) > 1 and present[0] == 0 and present[-1] == len(present) - 1
    return len(present) if full else None


def _head(recipe: Recipe, model: nn.Module, run: Run, width: int) -> str | None:
    if recipe.head is None:
        return head_of(model, run, width)
    for name, module in model.named_modules():
        if module is recipe.head and name:
            return name
    raise CourseError(
        f"Expected head to be a module inside the model, got a {type(recipe.head).__name__} that "
        "is not in it. Return the layer itself, such as model.fc."
    )


def _placed(recipe: Recipe, seen: _Seen) -> list[Finding]:
    """Check that the new layers are where the forward pass runs them, with the right width."""
    found = stray.misplaced(own_copy(seen.model), seen.x, seen.head, seen.dead)
    width = seen.logits.shape[1]
    if found or seen.classes in (None, width):
        return found
    before = recipe.before and probe_of(recipe.before)
    return swap.forward(in_mode(seen.probe, training=False), seen.classes, seen.x, before)


def _output(recipe: Recipe, seen: _Seen) -> list[Finding]:
    """Check the output of the model, that its head can learn, and what it was made from."""
    findings = mislaid_flags(
        seen.model,
        f"Expected requires_grad on parameters, got it elsewhere in {_name(seen.model)}.",
    )
    width = seen.logits.shape[1]
    fresh = _under(seen.probe, seen.head) if seen.head else set()
    flags = {name: p.requires_grad for name, p in seen.probe.named_parameters()}
    detached = len(seen.dead) == len(flags)
    if not findings and (fresh or detached):
        findings += swap.gradients(flags, sorted(seen.dead & fresh), fresh, detached)
    limits = _limits(seen, fresh)
    kept = [f for f in limits if not labels.wants_probabilities(recipe.loss, f, width)]
    if recipe.loss is not None:
        kept += labels.loss_fits(seen.logits, recipe.loss, {f.misconception for f in limits})
    with modes_kept(seen.probe):
        findings += kept + mode_kept(seen.probe, seen.x, None)
    if recipe.before is not None:
        compared = _compared(recipe, seen)
        findings += [f for f in compared if f.misconception not in _INTENDED | _NO_LOGITS]
    if recipe.checkpoint is not None and seen.head:
        findings += loaded(seen.model, recipe.checkpoint, seen.head)
    return findings


def _compared(recipe: Recipe, seen: _Seen) -> list[Finding]:
    if recipe.before is recipe.model:
        raise CourseError(
            "Expected before to be a copy of the old model, got the model itself. "
            "Make the copy before the swap, with copy.deepcopy."
        )
    old, _ = stray.unwrapped(recipe.before)
    try:
        return swap.head_swap(seen.probe, seen.logits.shape[1], seen.x, probe_of(old))
    except Exception as error:
        raise CourseError(
            f"Expected before to take the images that the model takes, {_shape(seen.x)}, got "
            f"{type(error).__name__}: {error}. Return a copy of the model from before the swap."
        ) from error


def _limits(seen: _Seen, fresh: set[str]) -> list[Finding]:
    """What the output cannot be, in both modes: some models return probabilities in one of them."""
    if not seen.head or seen.logits.shape[1] == 1 and not fresh:
        return []
    found: list[list[Finding]] = []
    for training in (False, True):
        trial = in_mode(seen.probe, training)
        new = [p for name, p in trial.named_parameters() if name in fresh]
        found.append(squashed(trial, seen.x, new))
        if not found[-1]:
            return []
    conv = isinstance(seen.model.get_submodule(seen.head), nn.Conv2d)
    both = {f.misconception for f in found[1]}
    # SqueezeNet has a ReLU after its head, a convolution, and works.
    return [
        replace(f, where=(seen.head,))
        for f in found[0]
        if f.misconception in both and not (conv and f.misconception == "clipped-logits")
    ]


def _training(seen: _Seen) -> list[Finding]:
    """Check the model in train mode, and what a freeze has left of it."""
    found, output = frozen_part(seen.model, own_copy(seen.model), seen.x)
    found += stray.auxiliary(output, seen.logits.shape[1])
    if seen.head:
        found += chosen_by_name(seen.model, seen.model.get_submodule(seen.head), seen.head)
    return found


def _optimizer(recipe: Recipe, seen: _Seen) -> Iterator[Finding]:
    for finding in optimizer_state(seen.model, recipe.optimizer, recipe.scheduler):
        # The old head of a wrapped backbone has no effect: nobody needs to train it.
        if finding.misconception != "live-not-held" or not set(finding.where) <= seen.dead:
            yield finding
    if seen.head:
        head = seen.model.get_submodule(seen.head)
        yield from rates(seen.model, recipe.optimizer, head, recipe.scheduler)


def _labels(recipe: Recipe, seen: _Seen, given: batch.Batch | None) -> list[Finding]:
    width = seen.logits.shape[1]
    every = batch.all_labels(recipe.loader)
    for some in (every, given and given.labels):
        if some is not None and (found := labels.labels_fit(some, width, recipe.loss)):
            return found
    return []


def _under(model: nn.Module, module: str) -> set[str]:
    return {name for name, _ in model.named_parameters() if within(name, module)}


def _name(model: nn.Module) -> str:
    return type(model).__name__


def _size(model: nn.Module) -> str:
    flags = [p.requires_grad for p in model.parameters()]
    return f"{_name(model)}, {count(len(flags), 'tensor')}, {sum(flags)} trainable"


def _groups(optimizer: Optimizer) -> str:
    groups = optimizer.param_groups
    tensors = sum(len(group["params"]) for group in groups)
    each = [f"{float(group['lr']):.3g}" for group in groups]
    return (
        f"{type(optimizer).__name__}, {count(len(groups), 'group')}, {count(tensors, 'tensor')}, "
        f"lr {', '.join(each)}"
    )


def _shape(x: Tensor) -> str:
    return " × ".join(str(side) for side in x.shape[1:])
