"""What happens while ``train`` runs: what a model was before its first step, and what it was fed.

``torch.nn.Module`` and ``torch.autograd.backward`` get other code for the time of the call, as
``course.checks.source`` does it with the course's own functions: no name is replaced, and hooks
that a student registers are not touched.
"""

import contextlib
import hashlib
import types
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

_at_work: ContextVar["Watched | None"] = ContextVar("watched", default=None)


@dataclass
class Watched:
    """What was seen.

    Attributes:
        start: a digest of each tensor of each model, taken before anything was learned.
        heads: the same, of what returned logits.
        fed: shape, mean and spread of the pictures that a model received.
        colours: the mean of each channel of each picture, for each batch (N, 3).
        rounds: for each training step, and for whatever ran after the last, the logits that were
            computed without learning from them.
        learned: whether a layer or a model returned logits in training.
        learning: whether the last logits have a graph.
    """

    classes: int
    start: set[bytes] = field(default_factory=set)
    fed: list[tuple[tuple[int, ...], Tensor, Tensor]] = field(default_factory=list)
    colours: list[Tensor] = field(default_factory=list)
    rounds: list[list[Tensor]] = field(default_factory=lambda: [[]])
    learned: bool = False
    learning: bool = False
    depth: int = 0
    seen: dict[int, nn.Module] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        return len(self.rounds) - 1

    def stepped(self) -> None:
        """Begin a round. The logits that the loss was made of were for learning."""
        if self.rounds[-1] and self.learning:
            self.rounds[-1].pop()
        self.rounds.append([])

    def called(self, module: nn.Module, args: tuple, kwargs: dict) -> object:
        if self.depth:
            return _plain_call(module, *args, **kwargs)
        self.depth += 1
        try:
            self._before(module, args)
            result = _plain_call(module, *args, **kwargs)
            self._after(result)
            return result
        finally:
            self.depth -= 1

    def _before(self, module: nn.Module, args: tuple) -> None:
        if id(module) not in self.seen:
            self.seen[id(module)] = module  # kept, so that its id stays its own
            if not self.steps:
                self.start |= digests(module.state_dict())
        x = args[0] if args else None
        if isinstance(x, Tensor) and x.ndim == 4 and x.shape[1] == 3 and len(self.fed) < 400:
            values = x.detach().float().cpu()
            self.fed.append((tuple(x.shape), values.mean((0, 2, 3)), values.std()))
            self.colours.append(values.mean((2, 3)))

    def _after(self, result: object) -> None:
        if isinstance(result, Tensor) and result.ndim == 2 and result.shape[1] == self.classes:
            self.learning = torch.is_grad_enabled() and result.requires_grad
            self.learned |= self.learning
            self.rounds[-1].append(result.detach().float().cpu())


def digests(state: dict) -> set[bytes]:
    return {digest(value) for value in state.values() if isinstance(value, Tensor)}


def digest(value: Tensor) -> bytes:
    plain = value.detach().cpu().contiguous()
    text = f"{plain.dtype} {tuple(plain.shape)}".encode()
    return hashlib.sha256(text + plain.flatten().view(torch.uint8).numpy().tobytes()).digest()


@contextlib.contextmanager
def watched(classes: int) -> Iterator[Watched]:
    """Watch the models that the block trains."""
    seen = Watched(classes)
    token = _at_work.set(seen)
    codes = [function.__code__ for function in (_CALL, _BACKWARD)]
    _CALL.__code__, _BACKWARD.__code__ = _called.__code__, _backward.__code__
    try:
        yield seen
    finally:
        _CALL.__code__, _BACKWARD.__code__ = codes
        _at_work.reset(token)
        seen.seen.clear()


def _called(self, *args, **kwargs):
    from course.checks.capstone import watching  # this code runs with another module's globals

    return watching.called(self, args, kwargs)


def called(module: nn.Module, args: tuple, kwargs: dict) -> object:
    seen = _at_work.get()
    return seen.called(module, args, kwargs) if seen else _plain_call(module, *args, **kwargs)


def _backward(*args, **kwargs):
    from course.checks.capstone import watching

    return watching.stepped(args, kwargs)


def stepped(args: tuple, kwargs: dict) -> None:
    if seen := _at_work.get():
        seen.stepped()
    return _plain_backward(*args, **kwargs)


def _copy(function: types.FunctionType) -> types.FunctionType:
    made = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made


_CALL, _BACKWARD = nn.Module._wrapped_call_impl, torch.autograd.backward
_plain_call, _plain_backward = _copy(_CALL), _copy(_BACKWARD)
