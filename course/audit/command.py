"""The command ``course audit MODULE:FACTORY``: findings as text or JSON, and an exit status.

The JSON is one object::

    {
      "version": 1,                    # grows when a key changes or goes; keys may be added
      "target": "train:build",
      "facts": {"model": "ResNet, 62 tensors, 2 trainable", "head": ..., ...},
      "unchecked": ["The optimizer: none was returned."],
      "ignored": ["batchnorm-drifts"], # what was found, and left out by --ignore
      "findings": [                    # root cause first
        {
          "id": "dead-attribute",      # of course.misconceptions; does not change
          "title": "The new layer is registered but never called",
          "message": "Expected ..., got ...",
          "measured": "fc.weight, fc.bias got no gradient. ...",
          "where": ["fc.weight", "fc.bias"],
          "why": "nn.Module accepts any attribute; forward() reads only its own",
          "look_at": "which attribute does this model's forward() read last?",
          "lesson": "02_finding_the_head"
        }
      ]
    }

If the audit could not be run, the object has "version", "target" and "error", and no "findings".
"""

import contextlib
import json
import os
import sys
import textwrap
import traceback
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace

from course.audit.recipe import fine_tuning
from course.audit.target import as_a_script, recipe_of
from course.errors import CourseError
from course.misconceptions import REGISTRY, Finding
from course.wording import count

VERSION = 1
CLEAN, FOUND, NOT_RUN = 0, 1, 2
WIDTH = 88


def main(options: Namespace) -> int:
    """Audit what a factory returns, and print the findings.

    Standard output has the report and nothing else: what the user's code prints goes to standard
    error.

    Args:
        options: what the command line gave. ``target`` is ``MODULE:FACTORY``, see
            ``course.audit.target``; ``json`` asks for the object that this module's docstring
            describes; ``ignore`` is the ids of findings that are intended; ``image_size`` and
            ``num_classes`` go before what the factory says, None leaves it to that.

    Returns:
        0 if nothing was found, 1 if something was, 2 if the audit could not be run.
    """
    try:
        with _output_to_stderr():
            report = _audited(options)
    except CourseError as error:
        return _not_run(options, str(error))
    except Exception:  # of this package: a traceback would exit with 1, which means a finding
        problem = f"The audit itself failed; please report this.\n\n{traceback.format_exc()}"
        return _not_run(options, problem)
    if options.json:
        print(json.dumps({"version": VERSION, "target": options.target, **report}, indent=2))
    else:
        print(_text(options.target, report))
    return FOUND if report["findings"] else CLEAN


def _audited(options: Namespace) -> dict[str, object]:
    ignore = options.ignore
    if unknown := [each for each in ignore if each not in REGISTRY]:
        raise CourseError(
            f"Expected --ignore to name findings, got {unknown[0]!r}. "
            "Their ids stand in brackets in the report, such as batchnorm-drifts."
        )
    for name in ("image_size", "num_classes"):
        if (value := getattr(options, name)) is not None and value < 1:
            option = f"--{name.replace('_', '-')}"
            raise CourseError(f"Expected {option} to be 1 or more, got {value}.")
    with as_a_script(options.target):
        recipe, unused = recipe_of(
            options.target, image_size=options.image_size, num_classes=options.num_classes
        )
        report = fine_tuning(recipe)
    if unused:
        names = ", ".join(map(str, unused))
        report = replace(report, unchecked=[*report.unchecked, f"{names}: not used."])
    found = [f.misconception for f in report.findings]
    return {
        "facts": report.facts,
        "unchecked": report.unchecked,
        "ignored": [each for each in found if each in ignore],
        "findings": [_data(f) for f in report.findings if f.misconception not in ignore],
    }


def _data(finding: Finding) -> dict[str, object]:
    entry = REGISTRY[finding.misconception]
    return {
        "id": finding.misconception,
        "title": entry.title,
        "message": finding.what,
        "measured": finding.seen,
        "where": list(finding.where),
        "why": entry.why,
        "look_at": finding.look,
        "lesson": entry.lesson,
    }


def _text(target: str, report: dict[str, object]) -> str:
    lines = [target]
    lines += [f"  {name:10} {value}" for name, value in report["facts"].items()]
    for number, finding in enumerate(report["findings"], 1):
        lines += ["", f"{number}. {finding['title']}  [{finding['id']}]"]
        for text in (finding["message"], finding["measured"]):
            lines += _indented(text)
        if finding["where"]:
            lines += _indented(_places(finding["where"]), "Where: ")
        lines += _indented(f"{finding['why']}.", "Why: ")
        lines += _indented(finding["look_at"], "Look at: ")
    lines.append("")
    if report["unchecked"]:
        lines.append("Not checked:")
        lines += [f"  {each}" for each in report["unchecked"]]
        lines.append("")
    if report["ignored"]:
        lines += [f"Ignored: {', '.join(report['ignored'])}", ""]
    found = len(report["findings"])
    lines.append(f"{count(found, 'finding')}." if found else "Nothing found.")
    return "\n".join(lines)


def _indented(text: str, label: str = "") -> list[str]:
    return textwrap.wrap(
        label + text,
        WIDTH,
        initial_indent="   ",
        subsequent_indent="   " + " " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _places(where: Sequence[str], most: int = 6) -> str:
    names = [name or "(the model itself)" for name in where[:most]]
    more = f" and {len(where) - most} more" if len(where) > most else ""
    return ", ".join(names) + more


def _not_run(options: Namespace, problem: str) -> int:
    print(problem, file=sys.stderr)
    if options.json:
        error = {"version": VERSION, "target": options.target, "error": problem}
        print(json.dumps(error, indent=2))
    return NOT_RUN


@contextlib.contextmanager
def _output_to_stderr() -> Iterator[None]:
    """Send what this process and its children print to standard error, also from C code."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        with contextlib.suppress(OSError, ValueError):  # no such descriptors: a service, Windows
            sys.__stdout__.flush()
            kept = os.dup(1)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, 1)
            os.dup2(2, 1)
        yield
