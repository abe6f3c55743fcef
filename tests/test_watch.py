"""The snapshot that the seal compares with: what it sees, and what it must not report."""

import importlib
import subprocess
import sys
import textwrap
import types

import pytest

from course.grading.watch import Watch

LIBRARY = """
import functools

calls = 0  # a counter
cache = {}

def used(x):
    global calls
    calls += 1
    return helper(x)

def helper(x):
    return x

def unused(x):
    return x

class Base:
    def shown(self):
        return 1

class Other:
    pass

class Model(Base):
    count = 0
    def forward(self):
        return 2
"""
CHECKS = """
import functools
import math
import {library} as library
from {library} import Model, used

TABLE = {{"one": 1}}
WORDS = ["a", "b"]
NAMES = {{"x"}}

def keyed(x, *, digits=4):
    return round(x, digits)

def bound():
    tolerance = 0.1
    def close(a, b):
        return abs(a - b) < tolerance
    return close

close = bound()

@functools.cache
def remembered(x):
    return library.helper(x)

def check(answer):
    return used(answer) and math.isclose(1, len(WORDS)) and Model().forward() and TABLE and NAMES

class Case:
    text = "case"
    @property
    def kinds(self):
        return library.used(1)
"""


@pytest.fixture
def made(tmp_path, monkeypatch, request):
    """A package of checks and the library that it uses, imported, and a snapshot of both."""
    number = abs(hash(request.node.name)) % 10**8
    library, package = f"made_library_{number}", f"made_checks_{number}"
    (tmp_path / f"{library}.py").write_text(LIBRARY)
    (tmp_path / f"{package}.py").write_text(CHECKS.format(library=library))
    monkeypatch.syspath_prepend(tmp_path)
    checks = importlib.import_module(package)
    watch = Watch(package)
    assert watch.changed() == []
    yield types.SimpleNamespace(checks=checks, library=checks.library, watch=watch)
    del sys.modules[library], sys.modules[package]


def yes(*args, **options):
    return True


def set_cell(function, value):
    function.__closure__[0].cell_contents = value


def set_default(function, value):
    function.__kwdefaults__["digits"] = value


CHANGES = {
    "a name of a check": (lambda m: setattr(m.checks, "check", yes), "check"),
    "a name that a check imported": (lambda m: setattr(m.checks, "used", yes), "used"),
    "plain data of a check": (lambda m: setattr(m.checks, "TABLE", {}), "TABLE"),
    "a function that a function calls": (lambda m: setattr(m.library, "helper", yes), "helper"),
    "an attribute that a check names": (lambda m: setattr(m.library, "used", yes), "used"),
    "a name that is gone": (lambda m: delattr(m.checks, "WORDS"), "WORDS"),
    "a name before a builtin": (lambda m: setattr(m.checks, "len", yes), "len"),
    "a name before a builtin, in a function": (lambda m: setattr(m.checks, "round", yes), "round"),
    "a method": (lambda m: setattr(m.library.Model, "forward", yes), "Model.forward"),
    "a method of a base": (lambda m: setattr(m.library.Base, "shown", yes), "Base.shown"),
    "a method that is new": (lambda m: setattr(m.library.Model, "shown", yes), "Model.shown"),
    "a way to compare": (lambda m: setattr(m.library.Model, "__eq__", yes), "Model.__eq__"),
    "a method that is gone": (lambda m: delattr(m.library.Model, "forward"), "Model.forward"),
    "a property": (lambda m: setattr(m.checks.Case, "kinds", yes), "Case.kinds"),
    "plain data of a class": (lambda m: setattr(m.checks.Case, "text", "other"), "Case.text"),
    "the bases of a class": (
        lambda m: setattr(m.library.Model, "__bases__", (m.library.Other,)),
        "the bases of",
    ),
    "a variable of a closure": (lambda m: set_cell(m.checks.close, 9), "a variable of"),
    "a default": (lambda m: set_default(m.checks.keyed, 0), "keyed"),
    "an entry of a dict": (lambda m: m.checks.TABLE.update(one=2), "the contents of"),
    "an entry that is new": (lambda m: m.checks.TABLE.update(two=2), "the contents of"),
    "an entry of a list": (lambda m: m.checks.WORDS.reverse(), "the contents of"),
    "an entry of a set": (lambda m: m.checks.NAMES.clear(), "the contents of"),
}


@pytest.mark.parametrize(("change", "named"), CHANGES.values(), ids=list(CHANGES))
def test_a_change_is_seen_and_named(made, change, named):
    change(made)
    assert any(named in each for each in made.watch.changed())
    assert made.watch.changed(), "it is seen once only"


def test_what_is_restored_is_as_it_was(made):
    kept = made.library.helper
    made.library.helper = yes
    assert made.watch.changed()
    made.library.helper = kept
    assert made.watch.changed() == []


HONEST = {
    "a counter of a library": lambda m: [m.checks.used(1) for _ in range(3)],
    "a counter of a class": lambda m: setattr(m.library.Model, "count", 7),
    "a cache": lambda m: m.checks.remembered(3),
    "contents of a library": lambda m: m.library.cache.update(x=1),
    "a name that nothing uses": lambda m: setattr(m.checks, "extra", 1),
    "a name of the library that nothing uses": lambda m: setattr(m.library, "extra", 1),
    "a function that nothing calls": lambda m: setattr(m.library, "unused", yes),
    "names of slots": lambda m: setattr(m.library.Model, "__slotnames__", []),
    "annotations": lambda m: setattr(m.library.Model, "__annotations__", {}),
    "an object of a class": lambda m: setattr(m.library.Model(), "forward", yes),
    "a subclass": lambda m: type("Mine", (m.library.Model,), {"forward": yes}),
    "the streams": lambda m: setattr(sys, "stdout", sys.stdout),
}


@pytest.mark.parametrize("change", HONEST.values(), ids=list(HONEST))
def test_what_changes_nothing_is_not_reported(made, change):
    change(made)
    assert made.watch.changed() == []
    assert made.watch.changed() == []


COUNTED = sys.version_info < (3, 13)  # later versions of Python count no changes


@pytest.mark.skipif(not COUNTED, reason="Python does not count changes")
@pytest.mark.parametrize("place", ["checks", "library", "class", "dict"])
def test_a_change_that_is_undone_is_seen(made, place):
    holder, name = {
        "checks": (vars(made.checks), "used"),
        "library": (vars(made.library), "helper"),
        "class": (None, "forward"),
        "dict": (made.checks.TABLE, "one"),
    }[place]
    assert made.watch.touched() == []
    if holder is None:
        kept = made.library.Model.forward
        made.library.Model.forward = yes
        made.library.Model.forward = kept
    else:
        kept = holder[name]
        holder[name] = yes
        holder[name] = kept
    assert len(made.watch.touched()) == 1
    assert made.watch.changed() == []
    assert made.watch.touched() == [], "after a look, all counts from new"


@pytest.mark.skipif(not COUNTED, reason="Python does not count changes")
def test_use_is_no_change(made):
    made.checks.check(made.checks.close(1, 2))
    made.checks.remembered(2)
    vars(made.checks)["used"](1)
    made.watch.changed()
    made.checks.Case().kinds  # noqa: B018
    counted = [each for each in made.watch.touched() if "library" not in each]  # its counter
    assert counted == []


def test_a_name_can_be_left_out(made):
    made.watch.leave_out(f"{made.checks.__name__}.TABLE")
    made.checks.TABLE.clear()
    made.checks.TABLE = None
    assert made.watch.changed() == []


def test_a_cache_can_be_emptied(made):
    made.checks.remembered(1)
    [(info, clear)] = made.watch.caches
    assert info().currsize == 1
    clear()
    assert info().currsize == 0


def test_code_that_exists_is_told_from_code_that_comes_later(made):
    assert id(made.checks.check.__code__) in made.watch.codes
    assert id(made.checks.close.__code__) in made.watch.codes, "a function in a function"
    assert id(compile("1", "<cell>", "eval")) not in made.watch.codes
    assert id(made.library.Model) in made.watch.classes
    assert id(type("Mine", (), {})) not in made.watch.classes


# --- operators of PyTorch ---------------------------------------------------------------------


def run(code):
    """Run code in a process of its own: a kernel that is registered stays so."""
    first = """
        import torch
        torch.set_num_threads(1)
        from course import checks
        from course.grading.watch import Watch
        checks.load()
        watch = Watch("course.checks")
        assert watch.changed() == []
    """
    code = textwrap.dedent(first) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_another_kernel_of_an_operator_is_seen():
    code = """
        import warnings
        warnings.simplefilter("ignore")
        library = torch.library.Library("aten", "IMPL")
        library.impl("equal", lambda a, b: True, "CPU", allow_override=True)
        print(watch.changed())
    """
    assert run(code) == "['the operator aten::equal']"


@pytest.mark.slow
def test_the_checks_themselves_change_nothing_that_they_rest_on():
    """What a library completes on its first use was completed before."""
    code = """
        from course.grading import sealed
        watch = sealed._HOOKS[0].watch
        def swap(model, n):
            model.fc = torch.nn.Linear(model.fc.in_features, n)
            return model
        touched = []
        from course.checks import exercise
        def audit(event, *args):
            if event in ("course.call", "course.proved"):
                touched.extend(watch.touched())
            touched.extend(watch.changed())
        exercise.audit = audit  # the one change
        checks.head_roles.swap_fc(swap)
        checks.start_here.best_class(lambda x: x.argmax(1))
        print([each for each in touched if "course.checks.exercise" not in each])
    """
    assert run(code).splitlines()[-1] == "[]"
