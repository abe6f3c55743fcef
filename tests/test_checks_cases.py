"""The language of cases, and the kinds that no check may forget."""

import ast
import inspect

import nbformat
import pytest
import torch

from course import bank, checks
from course.build import HIDDEN
from course.checks import cases
from course.checks.cases import KINDS, case, model_case
from course.checks.exercise import EXERCISES

LESSONS = sorted(bank.ROOT.glob("source/*/*.ipynb"))
checks.load()  # fills EXERCISES


# --- the language --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["uneven", "uneven #3", "10 classes", "1000 classes #2"])
def test_a_table_knows_its_kinds(text):
    assert case(text, ["uneven", "n classes"]).text == text


@pytest.mark.parametrize("text", ["even", "uneven, twice", "ten classes", "", "10 class"])
def test_a_typing_error_in_a_case_raises(text):
    with pytest.raises(ValueError, match="Expected a case out of"):
        case(text, ["uneven", "n classes"])


@pytest.mark.parametrize("text", ["resnet19", "resnet18, any word", "resnet18 train", "resnet18,"])
def test_a_typing_error_in_a_model_raises(text):
    with pytest.raises(ValueError, match="Expected (a model|words) out of"):
        model_case(text)


def test_instances_of_a_kind_differ_in_numbers_and_seeds_only():
    table = ["n classes", "uneven"]
    assert case("10 classes", table).kinds == case("7 classes #2", table).kinds
    assert case("uneven", table).kinds == case("uneven #1", table).kinds
    assert case("10 classes #7", table).numbers == [10]
    drawn = [torch.rand(1, generator=case(f"uneven #{n}", table).generator()) for n in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("resnet18", {"head at fc", "BatchNorm2d", "eval mode"}),
        (
            "vgg16, no bias, float64, train",
            {"head at classifier.n", "head without bias", "float64"},
        ),
        ("vit_b_16, zero head", {"head at heads.head", "loose parameters", "zero head"}),
        ("squeezenet1_1, one image", {"Conv2d head", "one image"}),
        ("swin_t, frozen", {"head at another attribute", "frozen parts"}),
        ("custom, mixed modes", {"names like the head's", "BatchNorm1d", "scalar parameter"}),
        ("custom, 20 classes", {"train-only layer", "not 1000 classes"}),
        ("googlenet, train", {"several outputs", "train mode"}),
        ("resnet18, forward fails", {"error in the forward pass"}),
        (
            "resnet18, same classes, old gradients",
            {"same number of classes", "gradients there before"},
        ),
        ("vit_b_16, on meta", {"head at heads.head"}),
    ],
)
def test_the_kinds_of_a_model_are_found_by_looking_at_it(text, kinds):
    assert kinds <= model_case(text).kinds <= {*KINDS, *cases.WORDS}


@pytest.mark.parametrize("word", cases.WORDS)
def test_every_word_does_what_it_says(word):
    name = "googlenet" if "auxiliary" in word else "vgg16"
    text = f"{name}, {word.replace('n classes', '20 classes')}"
    this, plain = model_case(text), model_case(text.split(",")[0])
    if word in ("one image", "forward fails"):
        assert this.images().shape != plain.images().shape
    elif word == "same classes":
        assert this.new_classes == 1000 != plain.new_classes
    else:
        assert describe(this.model()) != describe(plain.model())


def describe(model: torch.nn.Module) -> list:
    """All that a word can change in a model."""
    said = [(n, type(m), m.training, len(m._forward_hooks)) for n, m in model.named_modules()]
    said += [
        (n, p.shape, p.dtype, p.device, p.requires_grad, p.grad is None, bool(p.is_meta or p.any()))
        for n, p in model.named_parameters()
    ]
    return said


def test_two_models_of_one_case_are_equal_and_apart():
    one, two = (model_case("custom, mixed modes").model() for _ in range(2))
    for a, b in zip(one.state_dict().values(), two.state_dict().values(), strict=True):
        assert torch.equal(a, b) and a.data_ptr() != b.data_ptr()


# --- the exercises -------------------------------------------------------------------------------


def solution_cells() -> dict[str, nbformat.NotebookNode]:
    return {
        cell.id: cell
        for path in LESSONS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    }


CELLS = solution_cells()


def takes_a_model(exercise_id: str) -> bool:
    functions = [
        n for n in ast.walk(ast.parse(CELLS[exercise_id].source)) if isinstance(n, ast.FunctionDef)
    ]
    return any(arg.arg == "model" for f in functions for arg in f.args.args)


def hidden_cases(exercise_id: str) -> list[str]:
    """The cases in the hidden part of an exercise's test cell."""
    source = CELLS[f"{exercise_id}-test"].source
    found = HIDDEN.search(source)
    calls = [n for n in ast.walk(ast.parse(found[0] if found else "")) if isinstance(n, ast.Call)]
    return [
        text
        for call in calls
        for keyword in call.keywords
        if keyword.arg == "on"
        for text in ast.literal_eval(keyword.value)
    ]


@pytest.mark.parametrize("exercise_id", [name for name in EXERCISES if name in CELLS])
class TestEachExercise:
    def test_tries_every_kind_or_says_why_not(self, exercise_id):
        exercise = EXERCISES[exercise_id]
        assert set(exercise.leaves_out) | exercise.always <= set(KINDS)
        assert all(exercise.leaves_out.values())
        tried = exercise.kinds(exercise.tries)
        if takes_a_model(exercise_id):
            assert set(KINDS) - tried - set(exercise.leaves_out) == set()
        assert tried & set(exercise.leaves_out) == set(), "left out, and tried all the same"

    def test_hides_instances_and_not_kinds(self, exercise_id):
        exercise, hidden = EXERCISES[exercise_id], hidden_cases(exercise_id)
        assert exercise.kinds(hidden) <= exercise.kinds(exercise.tries)
        assert not set(hidden) & set(exercise.tries), "the hidden part repeats a visible case"

    def test_is_called_with_nothing_but_its_answers_in_the_visible_part(self, exercise_id):
        visible = HIDDEN.sub("", CELLS[f"{exercise_id}-test"].source)
        [call] = [n for n in ast.walk(ast.parse(visible)) if isinstance(n, ast.Call)][:1]
        assert "on" not in {keyword.arg for keyword in call.keywords}


def test_every_graded_exercise_has_a_check_that_is_known():
    graded = {
        cell.id.removesuffix("-test")
        for cell in CELLS.values()
        if cell.metadata.get("nbgrader", {}).get("points") and "-quiz-" not in cell.id
    }
    assert graded <= set(EXERCISES)
    assert inspect.isfunction(checks.head_roles.swap_fc)
