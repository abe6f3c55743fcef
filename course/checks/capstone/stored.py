"""What is in the checkpoint: six entries of plain data, and nothing that runs code."""

import pickle
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import torch

from course.checks.capstone.moved import POLICIES
from course.checks.core import describe, fail

KEYS = {"state_dict", "architecture", "labels", "preprocessing", "policy", "versions"}


def read(path: Path) -> Mapping[str, Any]:
    """Read the checkpoint as a stranger would."""
    if not path.is_file():
        fail(
            "nothing-saved",
            "Expected a checkpoint at path, got no file.",
            "train has returned.",
            "which name does the file get, and in which folder?",
        )
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        _explain_objects(str(error))
    if not isinstance(stored, Mapping) or KEYS - stored.keys() > {"labels"}:
        got = sorted(map(str, stored))[:8] if isinstance(stored, Mapping) else describe(stored)
        fail(
            "checkpoint-incomplete",
            f"Expected a dict with {', '.join(sorted(KEYS))}, got {got}.",
            "Whoever finds the file in a year has nothing else.",
            "the list of entries in the exercise.",
        )
    return stored


def _explain_objects(message: str) -> NoReturn:
    """Say which class kept ``torch.load`` from reading a file."""
    named = re.search(r"GLOBAL ([\w.]+)", message)
    kind = named[1] if named else "an object"
    what = f"Expected a file that torch.load reads with weights_only=True, got one with {kind}."
    if kind.startswith(("torch.torch_version", "numpy", "pathlib", "datetime", "PIL")):
        fail(
            "not-plain-data",
            what,
            "It looks like a text or a number, and is an object of a class of its own.",
            "the type of each entry of the dict that you save.",
        )
    fail(
        "whole-model-saved",
        what,
        "The file holds Python objects, and reading it would run code.",
        "what did you pass to torch.save, and what is in it besides tensors and plain values?",
    )


def require_entries(stored: Mapping[str, Any], classes: tuple[str, ...]) -> None:
    labels = stored.get("labels")
    if labels is None or len(labels) == 0:
        fail(
            "no-label-map",
            "Expected the names of the classes in the checkpoint, got none.",
            "A model returns numbers. Only the checkpoint can say what the third one means.",
            "which name belongs to which logit, and who knows that after training?",
        )
    if not isinstance(labels, list | tuple) or not all(type(each) is str for each in labels):
        fail(
            "no-label-map",
            f"Expected labels as a list of names, got {describe(labels)}.",
            "The position in the list is the number of the logit.",
            "how would a reader get from a number to a name?",
        )
    if sorted(labels) != sorted(classes):
        fail(
            "no-label-map",
            f"Expected the names {sorted(classes)}, got {sorted(labels)}.",
            "The names are those of data.classes.",
            "where does your code take the names from?",
        )
    if missing := KEYS - stored.keys():
        fail(
            "checkpoint-incomplete",
            f"Expected a dict with {', '.join(sorted(KEYS))}, got none of {sorted(missing)}.",
            "Whoever finds the file in a year has nothing else.",
            "the list of entries in the exercise.",
        )
    if stored["policy"] not in POLICIES:
        fail(
            "policy-not-kept",
            f'Expected "frozen", "partial" or "full" as policy, got {describe(stored["policy"])}.',
            "The entry says what was trained.",
            "which of the three words is true of your code?",
        )
    versions = stored["versions"]
    if not isinstance(versions, Mapping) or torch.__version__ not in map(str, versions.values()):
        fail(
            "checkpoint-incomplete",
            f"Expected versions to name the version of torch, got {describe(versions)}.",
            "A file that does not load in a year was written by something.",
            "which packages must be there to load it, and in which version were they used?",
        )
    if not stored["architecture"] or not stored["preprocessing"]:
        fail(
            "checkpoint-incomplete",
            "Expected architecture and preprocessing to say something, got an empty entry.",
            "Without them the weights cannot be used.",
            "what does load need to know that is not in the weights?",
        )
