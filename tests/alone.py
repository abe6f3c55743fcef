"""Answers that work alone, although an exercise may use the function of an earlier exercise."""

import ast
from collections.abc import Mapping


def alone(answers: Mapping[str, str], right: Mapping[str, str]) -> dict[str, str]:
    """Put the correct version of the functions that an answer uses above it.

    Args:
        answers: cell id → what the student writes.
        right: cell id → the correct answer, for all exercises of the lesson.
    """
    owners = {
        statement.name: cell
        for cell, text in right.items()
        for statement in _statements(text)
        if isinstance(statement, ast.FunctionDef)
    }
    return {cell: _with(cell, text, owners, right) for cell, text in answers.items()}


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except SyntaxError:  # an answer in words
        return []


def _with(cell: str, text: str, owners: Mapping[str, str], right: Mapping[str, str]) -> str:
    try:
        tree = ast.parse(text)
    except SyntaxError:  # some wrong answers have one
        return text
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - defined
    needed = sorted({owners[name] for name in used if owners.get(name, cell) != cell})
    return "\n\n\n".join([*(right[each] for each in needed), text])
