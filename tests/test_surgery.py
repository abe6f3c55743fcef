"""The library version of lesson 02's functions: the same promises as the exercises make."""

import pytest
import torch
from torch import nn
from torchvision import models

from course import surgery


@pytest.mark.parametrize("name", surgery.PATHS)
def test_the_table_and_the_rule_agree(name):
    with torch.device("cpu" if name.startswith("regnet") else "meta"):
        model = models.get_model(name)
    path, head = surgery.get_head(model)
    assert path == surgery.PATHS[name]
    assert head is model.get_submodule(path) and len(head.weight) == 1000


def test_a_stray_layer_is_registered_last_and_never_runs():
    model = models.resnet18(weights=None)
    model.classifier = nn.Linear(512, 10)
    assert surgery.get_head(model)[0] == "classifier"
    assert surgery.last_executed(model, torch.zeros(1, 3, 64, 64)) == "fc"


def test_put_follows_a_path_and_refuses_one_that_leads_nowhere():
    model, layer = nn.Sequential(nn.Sequential(nn.Linear(2, 3))), nn.Linear(2, 5)
    assert surgery.put(model, "0.0", layer)[0][0] is layer
    for path in ("0.1", "1.0", "0.0.weight"):
        with pytest.raises((AttributeError, ValueError)):
            surgery.put(model, path, nn.Linear(2, 7))
    assert [len(p) for p in model.parameters()] == [5, 5]


def test_twice_names_what_setattr_with_a_path_leaves_behind():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 3)))
    assert surgery.twice(model) == set()
    setattr(model, "0.0", nn.Linear(2, 5))
    assert surgery.twice(model) == {"0.0.weight", "0.0.bias"}


@pytest.mark.parametrize("name", ["googlenet", "inception_v3"])
def test_all_heads_are_replaced(name):
    with torch.device("meta"):
        model = models.get_model(name, init_weights=False)
        surgery.replace_all_heads(model, 7)
        outputs = model.train()(torch.zeros(2, 3, 299, 299))
    assert {tuple(z.shape) for z in outputs} == {(2, 7)}


def test_without_auxiliary_heads_only_the_main_one_is_replaced():
    with torch.device("meta"):
        model = models.googlenet(init_weights=False, aux_logits=False)
        assert surgery.replace_all_heads(model, 7).fc.out_features == 7


def test_a_timm_model_has_the_classes_that_were_asked_for():
    assert surgery.timm_with_classes("test_vit", 7).num_classes == 7
