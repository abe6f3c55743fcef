"""Answers that stand alone: an exercise may build on the function that an earlier one asked for."""

import ast
from collections.abc import Mapping


def alone(answers: Mapping[str, str], right: Mapping[str, str]) -> dict[str, str]:
    """Put the right version of what an answer builds on above it, so that it is judged by itself.

    Args:
        answers: cell id to what a student writes.
        right: cell id to the right answer, for all exercises of the lesson.
    """
    owners = {
        statement.name: cell
        for cell, text in right.items()
        for statement in ast.parse(text).body
        if isinstance(statement, ast.FunctionDef)
    }
    return {cell: _with(cell, text, owners, right) for cell, text in answers.items()}


def _with(cell: str, text: str, owners: Mapping[str, str], right: Mapping[str, str]) -> str:
    try:
        tree = ast.parse(text)
    except SyntaxError:  # a wrong answer may be one
        return text
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - defined
    needed = sorted({owners[name] for name in used if owners.get(name, cell) != cell})
    return "\n\n\n".join([*(right[each] for each in needed), text])
