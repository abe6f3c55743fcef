import pytest
import torch
from torch import nn
from torchvision import models

from course.checks.models import SMALL, images, size, small
from course.heads import dead_parameters, find_head, head_input, replace_head


@pytest.mark.filterwarnings("ignore:The default weight initialization of GoogleNet")
@pytest.mark.parametrize(
    ("name", "head", "width"),
    [
        ("resnet18", "fc", 512),
        ("densenet121", "classifier", 1024),
        ("mobilenet_v3_small", "classifier.3", 1024),
        ("squeezenet1_1", "classifier.1", 512),
        ("convnext_tiny", "classifier.2", 768),
        ("vgg11", "classifier.6", 4096),
        ("swin_t", "head", 768),
        ("vit_b_16", "heads.head", 768),
        ("googlenet", "fc", 1024),
    ],
)
def test_the_head_of_each_family(name, head, width):
    with torch.device("meta"):  # names and shapes without memory or arithmetic
        model = models.get_model(name, weights=None)
        x = torch.zeros(2, 3, 224, 224)
    found, module = find_head(model, x)
    assert found == head
    assert module is model.get_submodule(head)
    assert head_input(model, x).shape[:2] == (2, width)


@pytest.fixture
def tiny():
    """A network with every kind of layer that a forward pass could change."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 5)
    )


def test_a_layer_that_is_never_called_is_not_a_head():
    with torch.device("meta"):
        model = models.resnet18(weights=None)
        model.classifier = nn.Linear(512, 10)
        assert find_head(model, torch.zeros(2, 3, 64, 64))[0] == "fc"


def test_head_input_is_what_enters_the_head(tiny):
    tiny.eval()
    x = torch.rand(2, 3, 8, 8)
    features = head_input(tiny, x)
    assert not features.requires_grad
    torch.testing.assert_close(features, tiny[:4](x))


def test_features_can_be_trained_on(tiny):
    new_head = nn.Linear(144, 2)
    new_head(head_input(tiny, torch.rand(2, 3, 8, 8))).sum().backward()
    assert new_head.weight.grad is not None


@pytest.mark.parametrize("fails", [False, True])
def test_the_model_is_left_as_it_was(tiny, fails):
    tiny.train()
    tiny[2].eval()
    own = tiny[4].register_forward_pre_hook(lambda module, args: None)
    before = {name: t.clone() for name, t in tiny.state_dict().items()}
    if fails:
        with pytest.raises(RuntimeError):
            head_input(tiny, torch.rand(2, 3, 99, 99))
    else:
        head_input(tiny, torch.rand(2, 3, 8, 8))
    assert [m.training for m in tiny] == [True, True, False, True, True]
    assert [id for m in tiny.modules() for id in m._forward_pre_hooks] == [own.id]
    assert all(p.grad is None for p in tiny.parameters())
    assert all(torch.equal(t, before[name]) for name, t in tiny.state_dict().items())


def test_a_model_without_a_head_is_refused():
    with pytest.raises(ValueError, match="runs none of its 0"):
        find_head(nn.Sequential(nn.ReLU()), torch.rand(1, 3))


def test_a_name_instead_of_a_model_is_refused():
    with pytest.raises(TypeError, match=r"got str.*\.model"):
        find_head("resnet18", torch.rand(1, 3))


# "discarding" runs a second head after its own, so its last layer is not its head.
@pytest.mark.parametrize("name", sorted(SMALL.keys() - {"discarding"}))
def test_replace_head_on_every_architecture(name):
    model, x = small(name), images(2, size(name))
    path, old = find_head(model, x)
    flags = [(n, p.dtype) for n, p in model.named_parameters()]
    assert replace_head(model, 7, x if name == "head first" else None) is model
    new = model.get_submodule(path)
    assert model(x).shape == (2, 7)
    assert type(new) is type(old) and new is not old and not new.training
    assert (new.bias is None) == (old.bias is None)
    assert flags == [(n, p.dtype) for n, p in model.named_parameters()]
    assert dead_parameters(model, x) == dead_parameters(small(name), x)


def test_replace_head_keeps_dtype_device_and_mode():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 5, dtype=torch.float64, device="meta")).eval()
    head = replace_head(model, 3)[1]
    assert head.weight.shape == (3, 4) and not head.training
    assert (head.weight.dtype, head.weight.device.type) == (torch.float64, "meta")


def test_replace_head_with_images_ignores_a_layer_that_is_never_called():
    model = small("resnet18")
    model.classifier = nn.Linear(512, 10)
    assert dead_parameters(model, images(2)) == {"classifier.weight", "classifier.bias"}
    replace_head(model, 7, images(2))
    assert model.fc.out_features == 7 and model.classifier.out_features == 10
    model.requires_grad_(False)  # frozen is not dead
    assert len(dead_parameters(model, images(2))) == 2


@pytest.mark.parametrize(
    ("model", "classes", "error"),
    [
        ("resnet18", 3, TypeError),
        (nn.Linear(4, 5), 3, ValueError),
        (nn.ReLU(), 3, ValueError),
        (nn.Sequential(nn.Linear(4, 5)), 0, ValueError),
    ],
)
def test_replace_head_refuses(model, classes, error):
    with pytest.raises(error, match="Expected"):
        replace_head(model, classes)
