"""The library versions of lesson 04's functions pass the checks of its exercises."""

import pytest
import torch
from torch import nn

from course import checks, freezing, training
from course.checks.exercise import CHECKS, EXERCISES

checks.load()
LIBRARY = {
    "04-head-only": (freezing.head_only,),
    "04-mend": (freezing.thaw_fc, freezing.trainable),
    "04-freeze-except": (freezing.freeze_except,),
    "04-batchnorm": (training.freeze_backbone,),
    "04-collapse": (freezing.collapse,),
    "04-schedule": (freezing.unfreeze_last,),
    "04-stale-gradients": (freezing.freeze_now,),
}


@pytest.mark.parametrize("name", LIBRARY)
def test_the_library_passes_the_check(name):
    known = EXERCISES[name]
    for text in known.tries:
        if text != "real Lite0":  # the notebook hands in the model and the images
            torch.manual_seed(0)
            assert CHECKS[name].observe(*LIBRARY[name], known.case(text))


def test_blocks_are_what_plain_sequentials_hold():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), nn.Linear(2, 2))
    model.add_module("list", nn.ModuleList([nn.Linear(2, 2)]))
    assert list(freezing.blocks(model)) == ["0.0", "0.1", "1", "list"]
