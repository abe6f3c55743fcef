"""What every lesson keeps to: ids, code, network, exercises, outputs, and plain English.

What the build itself refuses is in course/sources.py. Minutes, points and questions are counted in
tests/notebooks/test_lessons.py. Each rule here also gets a cell that breaks it.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from course.hand_out.pack import differing
from course.markers import nbgrader_metadata
from course.page.debrief import panel

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.parent.name for path in ROOT.glob("source/*/*.ipynb"))
every = pytest.mark.parametrize("lesson", LESSONS)

# Cells that break a rule, and why they may.
IMPORTS = {
    "08-train": "its cell must stand alone: a process that has nothing else runs it",
}
NETWORK = {"03-refusals": "torchvision refuses these arguments before it downloads anything"}


@cache
def read(folder: str, lesson: str) -> NotebookNode:
    place = "" if folder == "solutions" else f"{lesson}/"
    return nbformat.read(ROOT / folder / f"{place}{lesson}.ipynb", as_version=4)


def code(lesson: str) -> list[NotebookNode]:
    return [cell for cell in read("source", lesson).cells if cell.cell_type == "code"]


def prose(lesson: str) -> list[NotebookNode]:
    return [cell for cell in read("source", lesson).cells if cell.cell_type == "markdown"]


def nodes(cell: NotebookNode) -> list[ast.AST]:
    return list(ast.walk(ast.parse(cell.source)))


# --- ids ----------------------------------------------------------------------------------------


def test_no_id_is_used_twice_in_the_course():
    ids = Counter(cell.id for lesson in LESSONS for cell in read("source", lesson).cells)
    assert [name for name, times in ids.items() if times > 1] == []


# --- code ---------------------------------------------------------------------------------------

DEPRECATED = {
    "pretrained": "weights=",
    "size_average": "reduction=",
    "reduce": "reduction=",
    "register_backward_hook": "register_full_backward_hook",
    "Variable": "tensors",
    "GradScaler": "torch.amp",
    "autocast": "torch.amp",
}
NAMES = ("urllib", "requests", "http", "socket", "ftplib", "huggingface_hub", "hub", "urlopen")
NAMES += ("load_state_dict_from_url", "download_url", "urlretrieve")


def imports(cell: NotebookNode) -> list[str]:
    """Import statements in a cell that is not for set-up."""
    if cell.id.endswith("-setup"):
        return []
    found = (node for node in nodes(cell) if isinstance(node, ast.Import | ast.ImportFrom))
    return [ast.unparse(node) for node in found]


def asserts(cell: NotebookNode) -> list[str]:
    return [ast.unparse(node) for node in nodes(cell) if isinstance(node, ast.Assert)]


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def deprecated(cell: NotebookNode) -> list[str]:
    """Old arguments and names; `pretrained` is still timm's own."""
    found = []
    for node in nodes(cell):
        if isinstance(node, ast.Call):
            words = {word.arg for word in node.keywords} & set(DEPRECATED)
            found += [word for word in words if not called(node).startswith("timm.")]
        elif isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            text = ast.unparse(node)
            old = name in DEPRECATED and name not in ("pretrained", "reduce")
            found += [text] * (old and not text.startswith("torch.amp."))
    return found


def network(cell: NotebookNode) -> list[str]:
    """What reaches for the network: a module, a download, weights that are not installed.

    A variable is no download: a student may name another backbone in it.
    """
    found = []
    for node in nodes(cell):
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            found += [name] * (name in NAMES)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            words = re.split(r"\W+", ast.unparse(node))
            found += [word for word in words if word in NAMES]
        elif isinstance(node, ast.Call):
            given = {word.arg: ast.unparse(word.value) for word in node.keywords}
            for word, value in given.items():
                off = value in ("None", "False") or value.isidentifier() and value != "True"
                if word in ("download", "full", "pretrained", "weights") and not off:
                    found.append(f"{word}={value}")
            named = [each.value for each in node.args[:1] if isinstance(each, ast.Constant)]
            if called(node) == "backbones.pretrained" and named not in ([], ["efficientnet_lite0"]):
                found.append(ast.unparse(node))
    return found


BROKEN = {
    "imports": (imports, "def f():\n    import os"),
    "asserts": (asserts, "if x:\n    assert x == 1"),
    "an old argument": (deprecated, "models.resnet18(pretrained=False)"),
    "an old name": (deprecated, "torch.cuda.amp.autocast()"),
    "a module": (network, "import urllib.request"),
    "a hub": (network, "torch.hub.load('a', 'b')"),
    "a download": (network, "MNIST('.', download=True)"),
    "weights": (network, "models.resnet18(weights='DEFAULT')"),
    "timm's weights": (network, "timm.create_model('resnet18', pretrained=True)"),
    "the course's": (network, "backbones.pretrained('resnet18')"),
    "all images": (network, "data.load('fashion', full=True)"),
}


@pytest.mark.parametrize(("rule", "text"), BROKEN.values(), ids=BROKEN)
def test_each_rule_finds_what_breaks_it(rule, text):
    assert rule(new_code_cell(text, id="01-a"))
    fine = "models.resnet18(weights=None)\nbackbones.pretrained('efficientnet_lite0')\n"
    fine += "backbones.pretrained(BACKBONE)\ndata.load('fashion', full=FULL)\n"
    fine += "timm.create_model('resnet18', pretrained=False)\ntorch.amp.autocast('cpu')"
    assert rule(new_code_cell(fine, id="01-a")) == []


def broken(rule, lesson: str, allowed: dict[str, str] | None = None) -> dict[str, list[str]]:
    found = {cell.id: rule(cell) for cell in code(lesson)}
    return {name: texts for name, texts in found.items() if texts and name not in (allowed or {})}


@every
def test_imports_are_in_the_set_up_cell(lesson):
    assert broken(imports, lesson, IMPORTS) == {}


@every
def test_nothing_is_checked_by_a_bare_assert(lesson):
    assert broken(asserts, lesson) == {}


@every
def test_nothing_deprecated_is_used_or_warned_about(lesson):
    assert broken(deprecated, lesson) == {}
    texts = {
        cell.id: output.get("text", "")
        for cell in read("solutions", lesson).cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    }
    warned = r"DeprecationWarning|FutureWarning|is deprecated"
    assert [name for name, text in texts.items() if re.search(warned, text)] == []


@every
def test_no_cell_needs_the_network(lesson):
    assert broken(network, lesson, NETWORK) == {}


@pytest.mark.parametrize(("rule", "allowed"), [(imports, IMPORTS), (network, NETWORK)])
def test_every_exception_is_still_needed(rule, allowed):
    used = {cell.id for lesson in LESSONS for cell in code(lesson) if rule(cell)}
    assert set(allowed) <= used


# --- exercises ----------------------------------------------------------------------------------


def exercises(lesson: str) -> list[str]:
    ids = [c.id for c in code(lesson) if nbgrader_metadata(c).get("solution")]
    return [each for each in ids if not re.match(r"\d\d-(predict|quiz)-", each)]


@every
def test_a_release_is_made_of_its_source_and_shows_no_more(lesson):
    path = Path(lesson, f"{lesson}.ipynb")
    assert differing(ROOT / "release" / path, ROOT / "source" / path) == []
    released = {cell.id: cell.source for cell in read("release", lesson).cells}
    solved = {cell.id: cell.source for cell in read("solutions", lesson).cells}
    answers = [c.id for c in code(lesson) if nbgrader_metadata(c).get("solution")]
    assert [name for name in answers if released[name] == solved[name]] == []
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN)|### STUB", "\n".join(released.values()))


@every
def test_every_exercise_has_two_hints_a_bank_and_a_debrief(lesson):
    cells = read("source", lesson).cells
    ids = [cell.id for cell in cells]
    for exercise in exercises(lesson):
        end = ids.index(exercise)
        heads = [i for i in range(end) if f"### Exercise · {exercise} ·" in cells[i].source]
        text = "\n".join(cell.source for cell in cells[heads[0] : end])
        assert re.findall(r"<summary>(Hint \d)</summary>", text) == ["Hint 1", "Hint 2"], exercise
        bank = ROOT / "tests" / "answers" / lesson / exercise
        numbers = [len([*bank.glob(f"{kind}_*.py")]) for kind in ("right", "wrong")]
        assert numbers[0] >= 3 and numbers[1] >= 4, f"{exercise}: {numbers} answers"
        assert "Find what breaks it" in panel(exercise, []), exercise


# --- outputs ------------------------------------------------------------------------------------


def silent(cell: NotebookNode) -> bool:
    """Whether a cell says something, such as a number or a picture, and no output shows it."""
    if cell.cell_type != "code" or nbgrader_metadata(cell).get("solution") or cell.outputs:
        return False
    if not (body := ast.parse(cell.source).body):
        return False
    run = [part for part in body if not isinstance(part, ast.FunctionDef | ast.ClassDef)]
    every_node = [node for part in run for node in ast.walk(part)]
    calls = {called(node) for node in every_node if isinstance(node, ast.Call)}
    said = calls & {"print", "display", "costs.measured", "costs.table"}
    return isinstance(body[-1], ast.Expr) or bool(said)


def test_a_cell_that_says_something_without_an_output_is_found():
    shown = [new_output("stream", text="1")]
    assert silent(new_code_cell("x = 1\nx"))
    assert silent(new_code_cell("for x in y:\n    print(x)"))
    assert not silent(new_code_cell("x = 1\nx", outputs=shown))
    assert not silent(new_code_cell("model.eval()\nx = 1"))
    assert not silent(new_code_cell("def f():\n    print(1)"))
    assert not silent(new_markdown_cell("x"))


@every
def test_what_a_cell_claims_is_shown_by_its_output(lesson):
    cells = read("solutions", lesson).cells
    assert [cell.id for cell in cells if not cell.id.endswith("-setup") and silent(cell)] == []


TAG = "nbval-check-output"
# Decimals and percentages follow from training or from the network's own sums, so their last
# digits depend on the processor. With the instructions of an older one (ATEN_CPU_CAPABILITY=avx2,
# ONEDNN_MAX_CPU_ISA=AVX2), accuracies and losses changed in four cells of lessons 00 to 06, all
# after a training, and nothing else did.
MEASURED = re.compile(r"\d\.\d|\d ?%")
MACHINE = {
    "00-setup": "it names the device and the version of PyTorch",
    "08-train-test": "it counts the pictures that trained models get right",
    "08-explain-why-rubric": "the build shows the rubric, as a finished answer does",
    "08-explain-steps-rubric": "the same",
}
CHECKED = {"grade": True, "solution": False}  # what a test cell's metadata has


def shown(cell: NotebookNode) -> str:
    """Return the text that a cell shows. Pictures are not compared by nbval either."""
    return "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


def is_test(cell: NotebookNode) -> bool:
    return CHECKED.items() <= nbgrader_metadata(cell).items()


def not_compared(cell: NotebookNode) -> bool:
    """Whether an output is the same on every machine, and nbval does not compare it."""
    if cell.cell_type != "code" or not cell.outputs or TAG in cell.metadata.get("tags", []):
        return False
    return cell.id not in MACHINE and (is_test(cell) or not MEASURED.search(shown(cell)))


def test_an_output_that_nbval_should_compare_is_found():
    def cell(text, **metadata):
        return new_code_cell("x", metadata=metadata, outputs=[new_output("stream", text=text)])

    assert not_compared(cell("(4, 10) logits"))
    assert not_compared(cell("✓ Tried: a rate of 0.1.", nbgrader=CHECKED))
    assert not not_compared(cell("(4, 10) logits", tags=[TAG]))
    assert not not_compared(cell("accuracy 0.83")) and not not_compared(cell("palace 30%"))
    assert not not_compared(new_code_cell("x")) and not not_compared(new_markdown_cell("x"))


@every
def test_nbval_compares_what_is_the_same_on_every_machine(lesson):
    """Else a change of what a lesson says would go unnoticed."""
    assert [cell.id for cell in read("solutions", lesson).cells if not_compared(cell)] == []


def test_every_reason_not_to_compare_an_output_is_still_needed():
    cells = [cell for lesson in LESSONS for cell in read("solutions", lesson).cells]
    shows = {
        cell.id
        for cell in cells
        if cell.get("outputs") and TAG not in cell.metadata.get("tags", [])
    }
    assert set(MACHINE) <= shows


@every
def test_checks_say_one_tensor_and_not_one_tensors(lesson):
    plural = r"(?<![\w.,])1 (?:of \d+ \w+ are|(?:norm |trainable )?(?:tensor|layer|image|row)s)\b"
    cells = [cell for cell in read("solutions", lesson).cells if is_test(cell)]
    found = [(c.id, match[0]) for c in cells for match in re.finditer(plural, str(c.outputs))]
    assert found == []


# --- English ------------------------------------------------------------------------------------

LONG, GRADE, GRADE_OF_A_CELL = 32, 6, 10  # words; years at school, by Flesch and Kincaid
FEW = 40  # words: a grade of less text says little
# From the table in CONTRIBUTING, and words that promise or belittle.
UNWANTED = (
    r"\b(?:one|1) an? (?:image|label|class|row)\b",
    r"(?<![-\w])mend(?:ed|s)\b",
    r"\bwhat (?:came|comes out)\b",
    r"\b(?:that|which) it came with\b",
    r"\ball that (?:it|they) meets?\b",
    r"\btold of\b",
    r"\banew\b",
    r"\bmoved, no more\b",
    r"\bothers still\b",
    r"\bPromised:",
    r"\b(?:simply|obviously|trivially|effortless(?:ly)?|seamless(?:ly)?)\b",
    r"\b(?:powerful|amazing|awesome|cutting-edge|state-of-the-art|game-changing)\b",
    r"\b(?:leverage|delve|utili[sz]e|in order to|it is important to note|as we all know)\b",
)


def sentences(markdown: str) -> Iterator[str]:
    """The sentences that are read aloud: no code, tables, headings or addresses."""
    text = re.sub(r"^(```|~~~).*?^\1", "", markdown, flags=re.M | re.S)
    text = re.sub(r"^\s*(\||#).*$", "", text, flags=re.M)
    text = re.sub(r"<summary>.*?</summary>", "\n\n", text, flags=re.S)
    text = re.sub(r"<code>.*?</code>|`[^`]*`", "code", text, flags=re.S)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]*>|[*_]", " ", text)
    parts = re.split(r"\n\s*\n|\n\s*(?:[-*]|\d\.)\s|(?<=[.!?:;])\s+", text)
    return (part.strip() for part in parts if re.search(r"\w", part))


def words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z][A-Za-z'’-]*", sentence)


def syllables(word: str) -> int:
    """About as many as there are groups of vowels, without a silent e."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent_e = re.search(r"[^aeiouyl]e$", word.lower()) is not None
    return max(1, groups - silent_e)


def grade(markdown: str) -> float:
    """Years at school that a reader needs."""
    read_aloud = list(sentences(markdown))
    spoken = [word for sentence in read_aloud for word in words(sentence)]
    if len(spoken) < FEW:
        return 0
    each = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * len(spoken) / len(read_aloud) + 11.8 * each - 15.59


def test_the_reading_grade_tells_plain_from_heavy_prose():
    plain = "The head is the last layer. It turns features into logits. You can replace it. " * 4
    heavy = (
        "Notwithstanding considerable architectural heterogeneity, contemporary convolutional "
        "representations generalise satisfactorily across semantically disparate distributions, "
        "particularly following appropriate regularisation of intermediate activations. " * 2
    )
    assert grade(plain) < GRADE < GRADE_OF_A_CELL < grade(heavy)


@every
def test_prose_is_easy_to_read(lesson):
    cells = prose(lesson)
    assert grade("\n\n".join(cell.source for cell in cells)) <= GRADE
    hard = {cell.id: round(grade(cell.source), 1) for cell in cells}
    assert {name: level for name, level in hard.items() if level > GRADE_OF_A_CELL} == {}
    found = [(c.id, text) for c in cells for text in sentences(c.source)]
    assert [each for each in found if len(each[1].split()) > LONG] == []


@every
def test_nothing_unwanted_is_written(lesson):
    found = [
        (cell.id, match[0])
        for cell in prose(lesson)
        for match in re.finditer("|".join(UNWANTED), cell.source, re.I)
    ]
    assert found == []


def test_nothing_unwanted_is_said_by_the_package():
    """In its messages and docstrings."""
    found = []
    for path in sorted((ROOT / "course").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                hits = re.finditer("|".join(UNWANTED), node.value, re.I)
                found += [(path.name, node.lineno, match[0]) for match in hits]
    assert found == []
