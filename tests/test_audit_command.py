"""`course audit`: what it finds in recipes in the style of common tutorials, and how it answers.

A recipe called right_*.py must give no finding; wrong_ID.py must give this one, and nothing else.
"""

import functools
import re
from pathlib import Path

import pytest
import torch
from torch import nn
from torchvision import models

from course.audit import fine_tuning
from course.audit.target import recipe_of
from course.checks.models import SMALL, small

RECIPES = Path(__file__).parent / "recipes"
FILES = sorted(RECIPES.glob("*.py"))


@pytest.fixture(autouse=True)
def small_models(monkeypatch):
    """Let recipes get models of the same classes with few and slim layers, where there are some."""

    def make(name: str, **options: object) -> nn.Module:
        model = small(name).train()
        with torch.no_grad():
            for value in model.state_dict().values():  # no two models are alike
                if value.is_floating_point():
                    value.mul_(1 + 0.01 * torch.randn_like(value))
        return model

    for name in SMALL:
        if hasattr(models, name):
            monkeypatch.setattr(models, name, functools.partial(make, name))


def expected(file: Path) -> list[str]:
    kind, _, rest = file.stem.partition("_")
    return [] if kind == "right" else [re.sub(r"_\d+$", "", rest)]


def ids(report) -> list[str]:
    return [finding.misconception for finding in report.findings]


@pytest.mark.filterwarnings("ignore:optimizer contains a parameter group with duplicate")
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_recipe_gives_the_finding_in_its_name(file):
    recipe, unused = recipe_of(f"{file}:build")
    assert unused == []
    report = fine_tuning(recipe)
    assert ids(report) == expected(file), [str(finding) for finding in report.findings]
