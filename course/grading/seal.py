"""The seal: a verdict on code that runs beside the student's own, which that code cannot write.

Exercises about models are checked in the kernel, where the model lives. There an audit hook, which
Python offers no way to remove or to reach, follows what a check reports with ``sys.audit``:

- ``course.begin``: a check starts. All that it rests on must be as it was in the prepared process,
  before any student code ran: ``watch`` compares it with a snapshot.
- ``course.call``, ``course.back``: the check calls the student's function; it has returned. All is
  compared again. From then on nothing may change until the next call, not even for a moment: code
  that the function handed back (a class, a hook) runs in the middle of the check.
- ``course.proved``: the check found nothing wrong. It must be the frame that began, with its own
  code and closure, and all is compared once more. The verdict goes to the judge, signed with a key.
- ``course.over``: the check ends, whatever it found.

While a check is at work, student code sees no frames and sets no trace function, and the garbage
collector rests, so that no finalizer runs in between.

This shows tampering and makes it laborious. It does not prevent writing to memory by other means:
``docs/grading.md`` says what remains. The hook runs in a copy of this module that nothing leads to,
and uses functions written in C under names of its own: replacing ``os.write`` changes nothing here.
"""

import _signal
import builtins
import gc
import os
import sys
import types
from _signal import getsignal as _getsignal
from _thread import get_ident as _ident
from collections.abc import Callable, Generator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from torch import Tensor

_getframe, _threads, _getpid, _write = sys._getframe, sys._current_frames, os.getpid, os.write
_settrace, _setprofile, _audit = sys.settrace, sys.setprofile, sys.audit
_rest, _work, _at_work = gc.disable, gc.enable, gc.isenabled
Function, Method, Frame, Code = (
    types.FunctionType,
    types.MethodType,
    types.FrameType,
    types.CodeType,
)

OURS = {"course.begin", "course.call", "course.back", "course.proved", "course.over"}
# What shows the values in a frame, or runs student code in the middle of a check.
LOOKS = {"sys._getframe", "sys._current_frames", "sys._current_exceptions", "sys.settrace"}
LOOKS |= {"sys.setprofile", "gc.get_objects", "gc.get_referrers", "gc.get_referents"}
FRAMES = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
WRITES = {"object.__setattr__", "compile", "code.__new__", "open"}
HEARD = OURS | LOOKS | WRITES | {"course.look", "object.__getattr__", "sys.addaudithook"}
CODE = {"__code__", "__defaults__", "__kwdefaults__"}
# Libraries that look at frames and hand out no more than names and lines, as logging does, and
# the functions among them that hand out more.
DISCREET = ("/torch/", "/torchvision/", "/timm/", "/numpy/", "/sklearn/", "/matplotlib/", "/tqdm/")
DISCREET += ("/course/", "/typing.py", "/enum.py", "/dataclasses.py", "/collections/__init__.py")
DISCREET += ("/logging/__init__.py", "/traceback.py")
LEAKY = {"walk_stack", "walk_tb", "extract", "currentframe", "<lambda>"}
HEAP = 1 << 9  # the flag of a class that Python code can make or change
LEAVES = {bool, int, float, complex, str, bytes, type(None)}
MOST = 20_000  # parts of an answer that are searched for code; a larger one is taken to hold some


class Blocked(ValueError):
    """Raised in student code, as if there were no such frame."""


class Open(NamedTuple):
    """A check at work: its frame, and what was seen amiss since it began."""

    frame: Frame
    amiss: list[str]


class Hook:
    """The audit hook of one kernel.

    Attributes:
        watch: the snapshot, see ``course.grading.watch``.
        code, space: of all checks, their code and their globals; they differ in their closures.
        guard: the code that calls a student's function.
        closures: for each exercise, what the closure of its check holds, by name.
        open: the checks at work; a student's function may call another one.
        marks: what was done at any time that could deceive the seal.
        kept: arguments and results, which must not be finalized during a check.
        calling: whether a student's function is at work.
        profiled: whether student code may run in other ways than by the check's calls.
        depths: how many events each thread handles, one inside the other.
    """

    def __init__(self, watch: Any, checks: dict[str, Function]) -> None:
        self.watch, self.fd, self.key, self.pid, self.thread = watch, -1, b"", 0, 0
        self.code, self.space = next((c.__code__, c.__globals__) for c in checks.values())
        guards = self.space["_guard"].__code__.co_consts
        self.guard = next(c for c in guards if type(c) is Code and c.co_name == "guarded")
        names = self.code.co_freevars
        self.closures = {
            name: {n: c.cell_contents for n, c in zip(names, check.__closure__, strict=True)}
            for name, check in checks.items()
        }
        self.open: list[Open] = []
        self.marks: list[str] = []
        self.kept: list[Any] = []
        self.depths: dict[int, int] = {}
        self.calling, self.profiled, self.collects = False, False, True
        self.built = [info() for info, _ in watch.caches]
        functions = [f for f in (*vars(Hook).values(), *globals().values()) if type(f) is Function]
        self.own = {id(f.__code__) for f in functions}
        self.look = Method(_audit, "course.look")  # cannot be changed, and leads nowhere

    def arm(self, fd: int, key: bytes) -> None:
        """Begin, in a kernel's process: verdicts go to ``fd``, signed with ``key``."""
        self.fd, self.key, self.pid, self.thread = fd, key, _getpid(), _ident()
        gate = _gate(_signal.signal, self.is_students)
        next(gate)
        _signal.signal = _through(gate.send)
        sys.addaudithook(self)
        gc.freeze()  # gc.get_objects does not list what is frozen

    def __call__(self, event: str, args: tuple) -> None:
        if event not in HEARD and event[:7] != "ctypes.":
            return
        if event == "object.__getattr__" and args[1] not in FRAMES:
            return
        thread = _ident()
        depth = self.depths.get(thread, 0)
        if depth > 1:
            return
        at_work = _at_work()
        _rest()
        self.depths[thread] = depth + 1
        try:
            self.handle(event, args, depth, at_work)
        finally:
            self.depths[thread] = depth
            if event in OURS and depth == 0:
                at_work = self.collects and (self.calling or not self.open)
            if at_work:
                _work()

    def handle(self, event: str, args: tuple, depth: int, at_work: bool) -> None:
        if event == "course.look":
            return self.returned(*args[:2])
        frame = _getframe(2)
        if depth:  # our own call, or student code that interrupts us
            if id(frame.f_code) not in self.own:
                raise Blocked("call stack is not deep enough")
        elif event in OURS:
            # Student code can raise these events too, and so can a library that it asks to.
            known = frame.f_code is self.code or frame.f_code is self.guard
            ours = known and frame.f_globals is self.space
            if ours and (self.pid, self.thread) == (_getpid(), _ident()):
                if event == "course.begin" and not self.open:
                    self.collects = at_work
                self.follow(event, args, frame)
        elif event in LOOKS or event == "object.__getattr__":
            self.hide(event, args, frame)
        elif event == "sys.addaudithook":
            raise RuntimeError  # then Python adds no hook, and says nothing
        else:
            self.note(event, args, frame)

    # --- the course of a check ------------------------------------------------------------------

    def follow(self, event: str, args: tuple, frame: Frame) -> None:
        if event == "course.begin":
            _settrace(None)
            self.rebuild()
            self.open.append(Open(frame, self.compared()))
            self.calling = False
            on, answers = args
            if type(on) not in (list, tuple) or any(type(case) is not str for case in on):
                self.open[-1].amiss.append("the cases")
            others = [each for each in answers if type(each) is not Function]
            self.profiled = self.profiled or self.holds_code(others)
        elif event == "course.call":
            if self.open:
                self.open[-1].amiss.extend(self.watch.touched())
            self.built = [info() for info, _ in self.watch.caches]
            self.calling = True
        elif event == "course.back" and self.open:
            self.calling = False
            self.rebuild()
            self.kept.append(args)
            self.open[-1].amiss.extend(self.compared())
            self.profiled = self.profiled or self.holds_code(args)
        elif event == "course.proved" and self.open:
            self.prove(*args, frame)
        elif event == "course.over":
            self.open[:] = [each for each in self.open if each.frame is not frame]
            self.built = [info() for info, _ in self.watch.caches]
            self.calling = bool(self.open)
            if not self.open:
                self.profiled = False
                self.kept.clear()
        _setprofile(self.look if self.profiled and not self.calling else None)

    def prove(self, exercise: str, cases: tuple, nonce: str, frame: Frame) -> None:
        """Send the verdict: what was proved, or what was amiss."""
        if not all(type(each) is str for each in (exercise, nonce, *cases)):
            return
        amiss = self.open[-1].amiss + self.watch.touched() + self.compared() + self.marks
        closure, seen = self.closures.get(exercise, {"": None}), frame.f_locals
        here = frame is self.open[-1].frame and frame.f_globals is self.space
        if not here or any(seen.get(name) is not value for name, value in closure.items()):
            amiss.append("the check itself")
        verdict = repr((nonce, exercise, tuple(cases), tuple(dict.fromkeys(amiss))[:6])).encode()
        signed = blake2b(verdict, key=self.key).hexdigest().encode() + verdict
        _write(self.fd, len(signed).to_bytes(4, "big") + signed)

    def rebuild(self) -> None:
        """Let the checks forget the models that they keep, if student code made some of them."""
        if [info() for info, _ in self.watch.caches] != self.built:
            for _, clear in self.watch.caches:
                clear()

    def holds_code(self, value: Any) -> bool:
        """Whether to look at each return from student code, where Python counts no changes."""
        return not self.watch.counts and _holds_code(value, self.is_students, self.watch.classes)

    def compared(self) -> list[str]:
        amiss = self.watch.changed()
        for thread, frame in _threads().items():
            if thread != self.thread and self.student_above(frame):
                amiss.append("a thread that the notebook left at work")
        return amiss

    def returned(self, frame: Frame, event: str) -> None:
        """Compare when student code that the check has called in other ways returns to it."""
        back = event == "return" and self.open and self.is_students(frame.f_code)
        if back and not self.student_above(frame.f_back):
            self.open[-1].amiss.extend(self.compared())

    # --- what student code may not do -----------------------------------------------------------

    def is_students(self, code: Code) -> bool:
        known = id(code) in self.watch.codes or id(code) in self.own
        return not known and not code.co_filename.startswith(self.watch.libraries)

    def student_above(self, frame: Frame | None) -> Frame | None:
        """Return the nearest frame of student code, up to the check that is at work."""
        while frame is not None and not (self.open and frame is self.open[-1].frame):
            if self.is_students(frame.f_code):
                return frame
            frame = frame.f_back
        return None

    def hide(self, event: str, args: tuple, frame: Frame) -> None:
        """Raise Blocked where student code asks for the frames of a check, or of this hook."""
        student = self.student_above(frame)
        if student is None or not (self.open or self.is_above(frame)):
            return
        entry = frame  # the function that student code called
        while entry is not student and entry.f_back is not student:
            entry = entry.f_back
        path, name = entry.f_code.co_filename, entry.f_code.co_name
        if entry is not student and name not in LEAKY and any(map(path.__contains__, DISCREET)):
            return
        raise Blocked("call stack is not deep enough")

    def is_above(self, frame: Frame | None) -> bool:
        while frame is not None and id(frame.f_code) not in self.own:
            frame = frame.f_back
        return frame is not None

    def note(self, event: str, args: tuple, frame: Frame) -> None:
        """Remember what could deceive the seal, if student code did it."""
        if event == "object.__setattr__":
            code = args[1] in CODE and id(args[0]) in self.watch.functions
            kind = args[1] == "__class__" and id(args[0]) in self.watch.modules
            what = f"{args[1]} of {args[0].__name__}" if code or kind else ""
        elif event == "open":
            what = "the memory of a process" if str(args[0]).endswith("/mem") else ""
        elif event in WRITES:
            name = args[1] if type(args[1]) is str and self.is_students(frame.f_code) else ""
            what = f"code that says it is from {name}" * name.startswith(self.watch.libraries)
        else:
            while frame is not None and "/ctypes/" in frame.f_code.co_filename:
                frame = frame.f_back
            what = "ctypes, which can write anywhere" if event[:7] == "ctypes." else ""
            if frame is not None and not self.is_students(frame.f_code):
                return
        if what and what not in self.marks and self.student_above(frame):
            self.marks.append(what)


def _holds_code(value: Any, is_students: Callable[[Code], bool], classes: dict) -> bool:
    """Whether an answer holds code of the student's: a function, or an object of a new class."""
    todo, seen = [value], set()
    while todo:
        value = todo.pop()
        kind = type(value)
        if kind in LEAVES or id(value) in seen:
            continue
        seen.add(id(value))
        if kind is Function:
            if is_students(value.__code__):
                return True
        elif kind.__flags__ & HEAP and id(kind) not in classes or len(seen) > MOST:
            return True
        elif kind in (list, tuple, set, frozenset):
            todo += value
        elif isinstance(value, dict):
            todo += dict.values(value)
        elif isinstance(value, Tensor):
            todo += (value._backward_hooks, value.__dict__)
        elif not isinstance(value, type | types.ModuleType):
            if isinstance(value, Method):
                todo += (value.__self__, value.__func__)
            todo.append(getattr(value, "__dict__", None))
    return False


def _gate(real: Callable, is_students: Callable[[Code], bool]) -> Generator:
    """Install signal handlers, except student code: a handler could interrupt the hook itself.

    A generator, because nothing but its frame leads to what it knows, and asking for a frame is an
    event.
    """
    answer = None
    while True:
        number, handler = yield answer
        try:
            function = getattr(handler, "__func__", handler)
            students = callable(handler) and not (
                type(function) in (Function, types.BuiltinFunctionType)
                and not (type(function) is Function and is_students(function.__code__))
            )
            answer = _getsignal(number) if students else real(number, handler)
        except Exception as error:
            answer = error


def _through(send: Callable) -> Callable:
    def signal(signalnum: int, handler: Any, /) -> Any:
        answer = send((signalnum, handler))
        if isinstance(answer, Exception):
            raise answer
        return answer

    return signal


def prepare(watch: Any, checks: dict[str, Function]) -> Hook:
    """Return a hook out of a copy of this module that nothing else leads to."""
    space = {"__builtins__": dict(vars(builtins)), "__name__": __name__}
    exec(compile(Path(__file__).read_text("utf-8"), __file__, "exec"), space)
    return space["Hook"](watch, checks)
