"""A script beside a checkpoint: ``predict("photo.jpg")`` where nobody has the course."""

import ast
import inspect
import linecache
import os
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path

from course.errors import CourseError
from course.files import write_whole

HEAD = '"""Answers for photographs. Needs torch, torchvision and timm, and nothing else."""\n\n'
PREDICT = '''

def predict(photo, checkpoint={checkpoint!r}):
    """Return the names of the classes and their probabilities, the most likely first."""
    from pathlib import Path

    import torch
    from PIL import Image

    model, labels, preprocess = {load}(Path(__file__).with_name(checkpoint))
    with Image.open(photo) as image:
        x = preprocess(image.convert("RGB"))
    with torch.no_grad():
        shares = model(x if x.ndim == 4 else x[None])[0].softmax(dim=0)
    return sorted(zip(labels, shares.tolist(), strict=True), key=lambda pair: -pair[1])


if __name__ == "__main__":
    import sys

    for name, share in predict(sys.argv[1])[:3]:
        print(f"{{share:.3f}}  {{name}}")
'''


def write_predict(load: types.FunctionType, checkpoint: str | os.PathLike) -> Path:
    """Write ``predict.py`` beside a checkpoint, with ``load`` and all that it needs; return it.

    Raises:
        CourseError: the text of ``load`` cannot be found, or it needs the course.
    """
    checkpoint = Path(checkpoint)
    parts = needed(_text(load), load.__name__)
    text = HEAD + parts + PREDICT.format(checkpoint=checkpoint.name, load=load.__name__)
    script = checkpoint.with_name("predict.py")
    write_whole(script, text.encode())
    return script


ELSEWHERE = """
import runpy, sys
sys.modules["course"] = None  # now nobody can import it
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def tried(script: Path, photo: Path) -> str:
    """Return what the script prints for a photograph where nobody has the course.

    It runs in a process of its own, in another folder. An error's last line is returned too.
    """
    run = [sys.executable, "-I", "-c", ELSEWHERE, script.resolve(), photo.resolve()]
    told = subprocess.run(run, cwd=tempfile.gettempdir(), capture_output=True, text=True)
    return told.stdout + "".join(told.stderr.splitlines()[-1:]) * (told.returncode != 0)


def needed(text: str, name: str) -> str:
    """Return the statements of a cell or module that one of its functions needs, as text.

    Raises:
        CourseError: the function is not there, or one of the statements imports the course.
    """
    statements = ast.parse(text).body
    made = {each: s for s in statements for each in _names(s)}
    if name not in made:
        raise CourseError(f"Expected a definition of {name} in the cell, got none.")
    todo, found = [name], set()
    while todo:
        statement = made.get(todo.pop())
        if statement is None or statement in found:
            continue
        found.add(statement)
        if imports := [each for each in ast.walk(statement) if _is_of_the_course(each)]:
            raise CourseError(
                f"Expected {name} to need torch, torchvision and timm alone, got "
                f"`{ast.unparse(imports[0])}`. Write that part yourself."
            )
        todo += [n.id for n in ast.walk(statement) if isinstance(n, ast.Name)]
    lines = text.splitlines()
    kept = [s for s in statements if s in found]
    imports = [s for s in kept if isinstance(s, ast.Import | ast.ImportFrom)]
    others = ["\n".join(lines[_first(s) : s.end_lineno]) for s in kept if s not in imports]
    return "\n".join(map(ast.unparse, imports)) + "\n\n\n" + "\n\n\n".join(others) + "\n"


def _is_of_the_course(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(name.partition(".")[0] == "course" for name in names)


def _first(statement: ast.stmt) -> int:
    above = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in above)]) - 1


def _names(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement makes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _text(function: Callable) -> str:
    """The cell or the module that defines a function."""
    name = inspect.unwrap(function).__code__.co_filename
    if os.path.exists(name):
        return Path(name).read_text("utf-8")
    if lines := linecache.getlines(name):
        return "".join(lines)
    raise CourseError(f"Expected the text of {function.__name__}, got none. Run its cell again.")
