"""The vocabulary: every id that a check or a detector can name is in it, and every id is used."""

import ast
from pathlib import Path

import course
from course.checks.coach import ADVICE
from course.misconceptions import REGISTRY

PACKAGE = Path(course.__file__).parent
SOURCES = [path for each in ("audit", "checks") for path in sorted((PACKAGE / each).rglob("*.py"))]


def test_every_named_misconception_is_in_the_registry():
    named = [
        (path.name, node.lineno, node.args[0].value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        if getattr(node.func, "id", "") in ("fail", "Finding", "Mistake")
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert named and [each for each in named if each[2] not in REGISTRY] == []
    assert {advice.misconception for advice in ADVICE} <= set(REGISTRY)


def test_every_entry_is_complete_and_used():
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    for name, entry in REGISTRY.items():
        assert entry.title and entry.symptom and entry.why and entry.lesson, name
        assert name in text, f"nothing names {name}"
