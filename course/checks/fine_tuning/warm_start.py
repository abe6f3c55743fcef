"""07-warm-start: rows of an old head, for the classes that it knows by the same name."""

from collections import Counter
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from course import tuning
from course.checks.cases import Case
from course.checks.core import describe, fail
from course.checks.exercise import exercise
from course.heads import copied

_NEW = ["crane", "sandal", "my cat", "bow tie", "Palace", "daisy", "tie"]
_OLD = ["daisy", "crane", "bow tie", "hen", "sandal", "crane", "palace", "bow", "my cat "]
_OTHER_NEW = ["kite", "jay", "mug", "Bus", "maillot", "ox"]
_OTHER_OLD = ["bus", "maillot", "jay", "ox cart", "mug", "maillot", "kite"]
_OLDEST = ["wolf", "fox"]


@exercise(
    "07-warm-start",
    proves="Rows of equal names copied, everything else untouched",
    tries=[
        "Linear",
        "Linear, names as tuples",
        "Linear, new head without bias",
        "Linear, old head without bias",
        "Linear, frozen, old head float64",
        "Linear, no name in common",
        "Convolution",
    ],
    table=[
        "Linear",
        "Linear, names as tuples",
        "Linear, new head without bias",
        "Linear, old head without bias",
        "Linear, frozen, old head float64",
        "Linear, no name in common",
        "Convolution",
    ],
    library=[tuning.warm_start],
)
def warm_start(answer: Callable, case: Case) -> str:
    """``warm_start(head, names, old_head, old_names)``: the names whose rows were copied."""
    names, old_names = _names(case)
    head, old = _heads(case, len(names), len(old_names))
    before, parameters = copied(head), dict(head.named_parameters())
    flags = [p.requires_grad for p in head.parameters()]
    given = list(names), list(old_names)
    old_before = copied(old)
    returned = answer(head, names, old, old_names)
    _arguments_kept(old, old_before, (list(names), list(old_names)), given)
    if any(dict(head.named_parameters()).get(n) is not p for n, p in parameters.items()):
        fail(
            "parameter-replaced",
            "Expected the head to keep its own parameters with new numbers in them, got another "
            "parameter.",
            "An optimizer that was made before would go on training the old one.",
            "what does an assignment to .weight do, and what does writing into it do?",
        )
    if flags != [p.requires_grad for p in head.parameters()]:
        fail(
            "swap-also-froze",
            "Expected requires_grad of the head to stay as it was, got another value.",
            "Copying numbers is all that was asked for.",
            "which line changes the flag?",
        )
    times = Counter(old_names)
    want = [name for name in names if times[name] == 1]
    pairs = {name: old_names.index(name) for name in want}
    _rows(head, before, old, names, old_names, pairs)
    _names_returned(returned, want)
    return f"{len(want)} of {len(names)} rows: {', '.join(want) or 'none'}"


def _names(case: Case) -> tuple[Sequence[str], Sequence[str]]:
    new, old = ((_NEW, _OLD), (_OTHER_NEW, _OTHER_OLD))[case.seed % 2]
    if "no name in common" in case.words:
        old = _OLDEST
    if "names as tuples" in case.words:
        return tuple(new), tuple(old)
    return list(new), list(old)


def _heads(case: Case, n: int, n_old: int) -> tuple[nn.Module, nn.Module]:
    torch.default_generator.manual_seed(730 + case.seed)
    bias, old_bias = ("new head" not in case.text), ("old head without" not in case.text)
    if case.name == "Convolution":
        return nn.Conv2d(6, n, 1, bias=bias), nn.Conv2d(6, n_old, 1, bias=old_bias)
    head, old = nn.Linear(8, n, bias=bias), nn.Linear(8, n_old, bias=old_bias)
    if "frozen" in case.words:
        return head.requires_grad_(False), old.double()
    return head, old


def _arguments_kept(old: nn.Module, before: nn.Module, now: tuple, given: tuple) -> None:
    same = zip(old.parameters(), before.parameters(), strict=True)
    if now != given or not all(torch.equal(a, b) for a, b in same):
        fail(
            "arguments-changed",
            "Expected the old head and both lists to be as they were, got changed ones.",
            "The old model is still in use.",
            "which line writes to the old head, or to a list?",
        )


def _rows(
    head: nn.Module,
    before: nn.Module,
    old: nn.Module,
    names: Sequence[str],
    old_names: Sequence[str],
    pairs: dict[str, int],
) -> None:
    for kind in ("weight", "bias"):
        now, was, source = (getattr(each, kind) for each in (head, before, old))
        if now is None:
            continue
        now, was = now.detach(), was.detach()
        source = None if source is None else source.detach().to(now)
        # Rows that should have been copied come first: they tell most about the rule that was used.
        for i, name in sorted(enumerate(names), key=lambda row: row[1] not in pairs):
            copied_here = name in pairs and source is not None
            want = source[pairs[name]] if copied_here else was[i]
            if torch.equal(now[i], want):
                continue
            _explain(kind, i, names, now, was, source, old_names, name in pairs)


def _explain(
    kind: str,
    i: int,
    names: Sequence[str],
    now: Tensor,
    was: Tensor,
    source: Tensor | None,
    old_names: Sequence[str],
    shared: bool,
) -> None:
    name = names[i]
    equal = [] if source is None else [j for j, r in enumerate(source) if torch.equal(now[i], r)]
    took = f'the {kind} of "{old_names[equal[0]]}" (row {equal[0]})' if equal else "other numbers"
    if torch.equal(now[i], was[i]):
        took = "what was there before"
    want = "that of the same name among the old ones" if shared else "what was there before"
    what = f'Expected the {kind} of "{name}" (row {i}) to be {want}, got {took}.'
    if equal and old_names.count(name) > 1:
        seen = f'"{name}" occurs {old_names.count(name)} times among the old names.'
        fail("ambiguous-name-copied", what, seen, "which of these rows is meant, and who knows?")
    if equal and not shared and equal[0] == i:
        seen = "It was taken from the same position."
        fail("rows-by-position", what, seen, "what says which row of the old head a name has?")
    if equal and not shared:
        fail(
            "name-nearly-equal",
            what,
            "The two names are not equal.",
            "how does your code compare two names?",
        )
    if not shared:
        seen = "Nobody asked for a change there."
        fail("row-overwritten", what, seen, "which rows does your code write to?")
    if torch.equal(now[i], was[i]):
        if kind == "bias":
            fail(
                "probe-bias-forgotten",
                what,
                "The weight was copied. Both layers have a bias.",
                "which tensors does a layer have, besides its weight?",
            )
        for k, j in ((k, j) for k in range(len(now)) for j in range(len(source))):
            if torch.equal(now[k], source[j]) and names[k] != old_names[j]:
                seen = f'Row {k}, "{names[k]}", received that of "{old_names[j]}" instead.'
                fail("rows-by-position", what, seen, "which two indices belong together?")
        seen = "The name occurs once in both lists."
        fail(
            "exact-name-missed",
            what,
            seen,
            "which names does your loop see, and where does it end?",
        )
    if equal:
        fail(
            "rows-by-position",
            what,
            "Another row was copied.",
            "which two indices belong together?",
        )
    fail(
        "wrong-value",
        what,
        "They are in neither of the two heads.",
        "what does your code write into a row?",
    )


def _names_returned(value: object, want: list[str]) -> None:
    if isinstance(value, tuple):
        value = list(value)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        fail(
            "wrong-type",
            f"Expected a list of names, got {describe(value)}.",
            "The caller prints which classes are known already.",
            "the return line.",
        )
    if value != want:
        fail(
            "wrong-names-returned",
            f"Expected {want}, got {value}.",
            "The rows are right; the list is not that of the copied names in the order of `names`.",
            "which names does your list collect, and in which order?",
        )
