"""Which answers are named as nearly equal, and which must not be."""

import random
import re
from pathlib import Path

import pytest

from course.grading import similar
from course.grading.asked import read_asked
from course.grading.gradebook import Course

ROOT = Path(__file__).parents[1]
BANK = ROOT / "tests" / "answers"
LESSON, EXERCISE = "02_finding_the_head", "02-replace-head"
# Long enough, and not what the lesson shows.
WALK = (BANK / LESSON / EXERCISE / "right_walk.py").read_text()
OTHERS = {
    path.stem: path.read_text() for path in sorted((BANK / LESSON / EXERCISE).glob("right_*.py"))
}
OTHERS.pop("right_walk")
RENAMED = {"last": "end", "parents": "above", "part": "step", "kind": "type_", "width": "w"}


def disguised(text: str) -> str:
    """The same answer with other names, comments, strings and layout."""
    for old, new in RENAMED.items():
        text = re.sub(rf"\b{old}\b", new, text)
    lines = [line for line in text.replace('"kernel_size"', "'size'").split("\n") if line.strip()]
    return "\n\n".join(f"{line}  # my own work" for line in lines)


def named(answers, **more) -> set[frozenset[str]]:
    return {frozenset(group.students) for group in similar.find_alike(EXERCISE, answers, **more)}


def test_an_exact_copy_is_named():
    [group] = similar.find_alike(EXERCISE, OTHERS | {"ada": WALK, "ben": WALK + "\n"})
    assert (group.students, group.share, group.verbatim) == (("ada", "ben"), 1.0, True)
    assert group.texts == (WALK, WALK + "\n")


def test_a_copy_with_other_names_and_comments_is_named():
    changed = disguised(WALK)
    assert not set(RENAMED) & set(re.findall(r"\w+", changed))
    [group] = similar.find_alike(EXERCISE, OTHERS | {"ada": WALK, "ben": changed})
    assert (group.students, group.share, group.verbatim) == (("ada", "ben"), 1.0, False)


def test_a_copy_with_one_line_changed_is_named_with_its_share():
    changed = WALK.replace("    return model", "    model.eval()\n    return model")
    [group] = similar.find_alike(EXERCISE, OTHERS | {"ada": WALK, "ben": changed})
    assert group.students == ("ada", "ben")
    assert similar.ALIKE <= group.share < 1


def lessons() -> list[str]:
    return sorted(path.name for path in BANK.iterdir() if path.is_dir())


@pytest.mark.parametrize("lesson", lessons())
def test_independent_right_answers_are_never_named(lesson):
    asked = read_asked(Course(ROOT), lesson)
    compared = 0
    for task in asked.tasks:
        if task.kind == "exercise":
            folder = BANK / lesson / task.answer
            answers = {path.stem: path.read_text() for path in folder.glob("right_*.py")}
            stub_and_solution = task.shown[:2]  # the rest of what is shown are these answers
            found = similar.find_alike(task.answer, answers, asked.names, stub_and_solution)
            assert found == [], task.answer
            compared += len(answers)
    assert compared >= 5


def test_what_the_lesson_shows_is_not_a_copy():
    answers = OTHERS | {"ada": WALK, "ben": disguised(WALK)}
    assert named(answers) == {frozenset({"ada", "ben"})}
    assert named(answers, shown=[WALK]) == set()


def test_short_answers_are_not_named():
    line = "def replace_head(model, n):\n    model.fc = nn.Linear(model.fc.in_features, n)\n"
    assert named(OTHERS | {"ada": line, "ben": line}) == set()


def test_what_many_wrote_is_not_a_copy():
    few = OTHERS | {f"s{at}": WALK for at in range(similar.CROWD)}
    few |= {f"t{at}": "" for at in range(30)}
    assert named(few) == {frozenset(f"s{at}" for at in range(similar.CROWD))}
    assert named(few | {"more": WALK}) == set()


@pytest.mark.parametrize("answers", [{}, {"ada": WALK}, {"ada": "", "ben": ""}])
def test_one_student_copies_from_nobody(answers):
    assert named(answers) == set()
    assert similar.alike_in({name: {"x": text} for name, text in answers.items()}, {"x": ()}) == []


def test_short_answers_that_are_all_equal_are_remarkable_together():
    lines = {f"x{at}": f"answer = torch.ones({at})  # mine" for at in range(similar.WHOLE)}
    shown = {cell: ("answer = ...",) for cell in lines}
    others = {f"s{at}": {**lines, "x0": f"answer = {at}"} for at in range(10)}
    [found] = similar.alike_in(others | {"ada": lines, "ben": dict(lines)}, shown)
    assert (found.students, found.whole, found.groups) == (("ada", "ben"), True, ())
    public = {**shown, "x1": ("answer = torch.ones(1)",)}
    assert similar.alike_in(others | {"ada": lines, "ben": lines}, public) == []


def test_code_is_read_as_tokens_even_if_it_does_not_compile():
    text = 'def f(own):\n    """Say."""\n    return own.fc(b"x") + model  # why\n'
    code = "def N ( N ) : return N .fc ( S ) + model"
    assert similar.tokens(text, {"model"}) == tuple(code.split())
    assert similar.tokens("'mine\nx = (") == tuple("'NN=(")
    assert similar.tokens('"""mine') == ("S", '"', "N")


def test_the_worst_text_takes_no_time():
    draw = random.Random(0)
    for letters in ('"', "'", "\\\"'", "#\n", "r\"'\\", "abc \n\"'"):
        similar.tokens("".join(draw.choice(letters) for _ in range(4000)))
