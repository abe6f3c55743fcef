"""Run a model once for an audit: its images, its logits, its head."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter

from course.errors import CourseError
from course.heads import copied, modes_kept


@contextmanager
def as_it_was(model: nn.Module) -> Iterator[None]:
    """Restore modes and flags afterwards, and run compiled parts as they were written.

    Raises:
        CourseError: the model cannot run, or cannot be watched while it runs.
    """
    _check_runs(model)
    flags = [(p, p.requires_grad) for p in model.parameters()]
    eager = torch.compiler.set_stance("force_eager")  # compiling takes longer than the audit
    try:
        with modes_kept(model), eager, torch.enable_grad():
            yield
    finally:
        for p, flag in flags:
            p.requires_grad_(flag)


def _check_runs(model: nn.Module) -> None:
    if any(isinstance(m, torch.jit.ScriptModule) for m in model.modules()):
        raise CourseError(
            "Expected a model of Python code, got a scripted one. Return it as it was before "
            "torch.jit.script."
        )
    for name, p in model.named_parameters():
        if isinstance(p, UninitializedParameter):
            raise CourseError(
                f"Expected a model whose parameters have shapes, got {name} of a lazy layer. "
                "Run one batch through the model before you make the optimizer."
            )
        if p.is_meta:
            raise CourseError(
                f"Expected a model whose parameters have values, got {name} on the meta device. "
                "Put the model on the CPU or a GPU first."
            )


def probe_of(model: nn.Module) -> nn.Module:
    """Return a copy whose forward pass returns the logits alone, whatever stands around them.

    Raises:
        CourseError: the model cannot be copied.
    """
    probe = own_copy(model)
    probe.register_forward_hook(lambda module, args, output: logits_in(output))
    return probe


def own_copy(model: nn.Module) -> nn.Module:
    """Return a copy that shares nothing with the model, even if ``train`` was assigned to it.

    Such a function may hold on to the original, and would then act on it: the copy goes without.

    Raises:
        CourseError: the model cannot be copied.
    """
    try:
        copy = copied(model)
    except Exception as error:
        raise CourseError(
            f"Expected a model that copy.deepcopy can copy, got {type(error).__name__}: {error}. "
            "The audit runs copies, so that your model stays as it is. Leave out what cannot be "
            "copied, such as open files and locks."
        ) from error
    own = {id(module) for module in copy.modules()}
    for module in copy.modules():
        for name in ("train", "eval"):
            assigned = vars(module).get(name)
            if assigned is not None and id(getattr(assigned, "__self__", None)) not in own:
                delattr(module, name)
    return copy


def logits_in(output: object) -> object:
    """Return the logits of a model that returns more: in a tuple, a mapping, or an object."""
    if isinstance(output, Tensor):
        return output
    if isinstance(output, Mapping):
        candidates = [output.get("logits"), output.get("out")]
    elif isinstance(output, tuple | list):
        candidates = [getattr(output, "logits", None), *output[:1]]
    else:
        candidates = [getattr(output, "logits", None)]
    return next((each for each in candidates if isinstance(each, Tensor)), output)


def in_mode(probe: nn.Module, training: bool) -> nn.Module:
    """Return a copy in train or eval mode, also where somebody's ``train()`` returns nothing."""
    trial = copied(probe)
    trial.train(training)
    return trial


@dataclass(frozen=True)
class Run:
    """One forward pass in eval mode: its images, and its output or the error it ended in.

    ``ran`` is the names of the layers that ran: of modules with parameters of their own, also of
    one that somebody wrote, such as a cosine classifier; without norm layers.
    """

    x: Tensor
    output: object
    ran: list[str]
    error: Exception | None = None


def first_run(probe: nn.Module, candidates: Iterable[Tensor]) -> Run:
    """Return the run on the first batch that the model takes, or on the last one.

    Some models refuse small images in train mode only, because their auxiliary heads are deeper;
    so a model with such heads has to take the batch in both modes.
    """
    both = any("aux" in name.lower() for name, _ in probe.named_modules())
    taken = None
    for x in candidates:
        run = _run(probe, x)
        if run.error is None and not (both and _fails_in_training(probe, x)):
            return run
        if run.error is None or taken is None or taken.error is not None:
            taken = run
    return taken


def _run(probe: nn.Module, x: Tensor) -> Run:
    trial, ran = in_mode(probe, training=False), []
    for name, module in trial.named_modules():
        own = any(True for _ in module.parameters(recurse=False))
        # A parametrization computes a layer's weight: it is a part of that layer.
        if own and not hasattr(module, "running_mean") and "parametrizations" not in name:
            module.register_forward_pre_hook(lambda *_, name=name: ran.append(name))
    try:
        with torch.no_grad():
            return Run(x, trial(x), ran)
    except Exception as error:  # whatever the model raises is what was found
        return Run(x, None, ran, error)


def _fails_in_training(probe: nn.Module, x: Tensor) -> bool:
    try:
        with torch.no_grad():
            in_mode(probe, training=True)(x)
    except Exception:
        return True
    return False


def head_of(model: nn.Module, run: Run, width: int) -> str | None:
    """Return the name of the layer that ran last, if it has an output for each of the logits."""
    if not run.ran or not run.ran[-1]:
        return None
    last = model.get_submodule(run.ran[-1])
    return run.ran[-1] if any(width in p.shape for p in last.parameters()) else None
