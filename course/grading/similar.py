"""Answers of different students that are nearly the same: worth a look, never a proof.

As in MOSS (Schleimer, Wilkerson and Aiken, 2003), an answer is read as a sequence of tokens without
comments, docstrings and layout, in which all names that the student chose are the same. Two answers
are compared by their runs of tokens. Three things keep innocent people from being named. Runs that
the lesson itself shows do not count: in the stub, in the solution, in the answers that can be
opened after a ✓. Nor do runs that many in the class wrote. And what is left must be long: short
answers are alike by nature.
"""

import builtins
import itertools
import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

RUN = 8  # tokens that are compared at a time
LEAST = 50  # runs of its own that an answer must have: about seven lines
ALIKE = 0.8  # of the runs of two answers together; independent ones of our bank reach 0.6
WHOLE = 3  # exercises with answers of their own that make two equal notebooks remarkable
CROWD = 6  # a run in more answers than this is what people write; fewer in a class below 30
STRING = (
    r"""(?:[rbufRBUF]{1,2}(?=["']))?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|\'\'\'(?:\\.|[^\\])*?\'\'\'"""
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
)
TOKEN = re.compile(
    rf"(?m:^)[ \t]*{STRING}[ \t]*\n"  # all there is on its lines: a docstring
    rf"|#[^\n]*|{STRING}|\.?[^\W\d]\w*|\d[\w.]*|[^\s\w]",
    re.S,
)
PYTHON = frozenset([*keyword.kwlist, *dir(builtins)])


@dataclass(frozen=True)
class Group:
    """Students whose answers to one exercise are nearly the same.

    Attributes:
        cell: the id of the answer's cell.
        students: two or more, in the order of their names.
        share: how much of two answers is the same, from 0 to 1; of the two that are least alike.
        verbatim: whether the texts are equal, comments and names too.
        texts: the answers of the first two students who were found to be alike.
    """

    cell: str
    students: tuple[str, ...]
    share: float
    verbatim: bool
    texts: tuple[str, str]


@dataclass(frozen=True)
class Alike:
    """Students with nearly the same answers in a lesson.

    Attributes:
        students: two or more, in the order of their names.
        whole: whether all their answers to exercises are equal, character by character.
        groups: the exercises in which their answers are nearly the same.
    """

    students: tuple[str, ...]
    whole: bool
    groups: tuple[Group, ...]


def alike_in(
    answers: Mapping[str, Mapping[str, str]],
    shown: Mapping[str, Sequence[str]],
    known: Collection[str] = (),
) -> list[Alike]:
    """Return the students of a lesson whose answers are nearly the same, most exercises first.

    Args:
        answers: by student, then by the cell of an exercise.
        shown: for each of these cells, code that every student could see.
        known: names in the lesson's own code, such as ``model``.
    """
    found: dict[tuple[str, ...], list[Group]] = {each: [] for each in _whole(answers, shown)}
    whole = set(found)
    for cell, texts in shown.items():
        written = {student: own[cell] for student, own in answers.items() if own.get(cell)}
        for group in find_alike(cell, written, known, texts):
            found.setdefault(group.students, []).append(group)
    alike = [Alike(each, each in whole, tuple(groups)) for each, groups in found.items()]
    return sorted(alike, key=lambda each: (not each.whole, -len(each.groups), each.students))


def _whole(
    answers: Mapping[str, Mapping[str, str]], shown: Mapping[str, Sequence[str]]
) -> list[tuple[str, ...]]:
    """Return the students who share all answers, some of which the lesson does not show."""
    public = {cell: {tokens(text) for text in texts} for cell, texts in shown.items()}
    equal: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student in sorted(answers):
        equal[tuple(answers[student].get(cell, "").strip() for cell in shown)].append(student)
    return [
        tuple(students)
        for texts, students in equal.items()
        if 2 <= len(students) <= _crowd(len(answers)) and _own(texts, public.values()) >= WHOLE
    ]


def _own(texts: Sequence[str], public: Iterable[set[tuple[str, ...]]]) -> int:
    """How many of these texts the student has written, and not found in the lesson."""
    pairs = zip(map(tokens, texts), public, strict=True)
    return sum(bool(found) and found not in seen for found, seen in pairs)


def _crowd(students: int) -> int:
    """How many students may write something before it counts as what people write."""
    return min(CROWD, max(2, students // 5))


def tokens(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Return the tokens of Python code, also of code that does not compile.

    Args:
        known: names to keep; all others that the student may have chosen become ``N``.
    """
    return tuple(filter(None, map(_reader(frozenset(known)), TOKEN.findall(text))))


@cache
def _reader(known: frozenset[str]) -> Callable[[str], str]:
    kept = known | PYTHON

    @lru_cache(1 << 16)
    def normal(token: str) -> str:
        """The token as it is compared; "" if it does not count."""
        if token[0] == "#" or token[-1] == "\n":
            return ""
        if token[-1] in "\"'" and len(token) > 1:
            return "S"
        is_name = token[0] == "_" or token[0].isalpha()
        return "N" if is_name and token not in kept else token

    return normal


def find_alike(
    cell: str,
    answers: Mapping[str, str],
    known: Collection[str] = (),
    shown: Iterable[str] = (),
) -> list[Group]:
    """Return the groups of students whose answers to one exercise are nearly the same.

    The time is proportional to the length of all answers: a run that is in many of them does not
    count, so no run makes more than a few pairs.

    Args:
        cell: the id of the answer's cell.
        answers: by student.
        known: names in the lesson's own code, such as ``model``.
        shown: code that every student could see.
    """
    public = set().union(*(_runs(tokens(text, known)) for text in shown))
    read = {text: tokens(text, known) for text in set(answers.values())}
    by_tokens: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student in sorted(answers):
        by_tokens[read[answers[student]]].append(student)
    runs = {key: _runs(key) - public for key in by_tokens}
    holders = Counter[int]()
    for key, students in by_tokens.items():
        for _ in students:
            holders.update(runs[key])
    most = _crowd(len(answers))
    own = {key: {run for run in found if holders[run] <= most} for key, found in runs.items()}
    own = {key: found for key, found in own.items() if len(found) >= LEAST}
    links = {(key, key): 1.0 for key in own if len(by_tokens[key]) > 1} | _pairs(own)
    return [
        _group(cell, answers, [by_tokens[key] for key in keys], share)
        for keys, share in _connected(links)
    ]


def _runs(found: tuple[str, ...]) -> set[int]:
    return set(map(hash, zip(*(found[at:] for at in range(RUN)), strict=False)))


Key = tuple[str, ...]


def _pairs(own: Mapping[Key, set[int]]) -> dict[tuple[Key, Key], float]:
    """Return the pairs of different answers that share most of their runs, and how much."""
    where: dict[int, list[int]] = defaultdict(list)
    keys = list(own)
    for at, key in enumerate(keys):
        for run in own[key]:
            where[run].append(at)
    shared = Counter(pair for at in where.values() for pair in itertools.combinations(at, 2))
    found = {}
    for (one, other), both in shared.items():
        a, b = keys[one], keys[other]
        share = both / (len(own[a]) + len(own[b]) - both)
        if share >= ALIKE:
            found[a, b] = share
    return found


def _connected(links: Mapping[tuple[Key, Key], float]) -> Iterable[tuple[list[Key], float]]:
    """Join links that have an answer in common; yield the answers and the weakest link."""
    groups: dict[Key, list[Key]] = {}
    weakest: dict[int, float] = {}
    for (a, b), share in links.items():
        one, other = groups.setdefault(a, [a]), groups.setdefault(b, [b])
        low = min(share, weakest.get(id(one), 1.0), weakest.get(id(other), 1.0))
        if one is not other:
            one += other
            groups.update(dict.fromkeys(other, one))
        weakest[id(one)] = low
    for group in {id(each): each for each in groups.values()}.values():
        yield group, weakest[id(group)]


def _group(cell: str, answers: Mapping[str, str], alike: list[list[str]], share: float) -> Group:
    students = tuple(sorted(itertools.chain.from_iterable(alike)))
    first, second = alike[0][0], (alike[0][1:] or alike[1])[0]
    texts = {"\n".join(map(str.rstrip, answers[each].strip().split("\n"))) for each in students}
    return Group(cell, students, share, len(texts) == 1, (answers[first], answers[second]))
