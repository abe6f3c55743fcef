import gzip
import importlib.util
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision.datasets import FashionMNIST, ImageFolder
from torchvision.transforms.functional import pil_to_tensor

from course import data
from course.data import FolderSplit, Split, load, load_folder, sample_photos
from course.errors import CourseError
from course.files import cache_dir

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))


def test_the_import_is_light():
    code = "import sys, course.data, course.backbones, course.heads; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split()
    assert "torch" in loaded
    assert not {"torchvision", "timm", "sklearn", "matplotlib"} & set(loaded)


# the sample


@pytest.fixture(scope="module")
def fashion():
    return load("fashion")


def test_the_sample(fashion):
    sizes = {}
    for part in ("train", "val", "test"):
        split = getattr(fashion, part)
        sizes[part] = len(split)
        assert split.images.shape == (len(split), 1, 28, 28)
        assert split.labels.bincount().tolist() == [len(split) // 10] * 10
    assert sizes == {"train": 3000, "val": 500, "test": 1000}
    assert fashion.classes == tuple(FashionMNIST.classes)


def test_no_two_images_of_the_sample_are_equal(fashion):
    images = torch.cat([split.images for split in (fashion.train, fashion.val, fashion.test)])
    assert len({image.numpy().tobytes() for image in images}) == 4500


@pytest.mark.parametrize("n", [10, 64, 333])
def test_every_prefix_is_nearly_balanced(fashion, n):
    for split in (fashion.train, fashion.val, fashion.test):
        counts = split.take(n).labels.bincount(minlength=10)
        assert counts.max() - counts.min() <= 1


def test_an_in_place_edit_changes_no_other_copy(fashion):
    before = fashion.train.fingerprint()
    mine = load("fashion")
    mine.train.images.zero_()
    mine.train.labels.zero_()
    image, _ = fashion.train[0]
    image.zero_()
    assert fashion.train.fingerprint() == load("fashion").train.fingerprint() == before


@pytest.mark.parametrize("damage", ["cut short", "missing"])
def test_a_damaged_sample_is_refused(monkeypatch, tmp_path, damage):
    file = tmp_path / "sample.npz"
    if damage == "cut short":
        file.write_bytes(data.SAMPLE.read_bytes()[:-1])
    monkeypatch.setattr(data, "SAMPLE", file)
    with pytest.raises(CourseError, match=r"sample\.npz.*git checkout"):
        load("fashion")


@pytest.mark.parametrize("name", ["FashionMNIST", "fashon", "cifar10", None])
def test_an_unknown_dataset_is_refused(name):
    with pytest.raises(ValueError, match=r"'fashion'.*load_folder"):
        load(name)


# splits


def make_split(n=4):
    return Split(torch.arange(n * 12, dtype=torch.uint8).view(n, 3, 2, 2), torch.arange(n))


def test_split_is_a_dataset():
    split = make_split()
    assert [label for _, label in split] == [0, 1, 2, 3]  # iteration ends: IndexError at the end
    image, label = split[-1]
    assert torch.equal(image, split.images[3])
    assert type(label) is int
    assert [len(labels) for _, labels in torch.utils.data.DataLoader(split, 3)] == [3, 1]
    with pytest.raises(TypeError):
        split[1:3]


def test_take():
    assert make_split().take(2).labels.tolist() == [0, 1]
    for n in (0, 5):
        with pytest.raises(ValueError, match=f"1 to 4.*got {n}"):
            make_split().take(n)


def test_different_splits_have_different_fingerprints():
    base, pixel, label = make_split(), make_split(), make_split()
    pixel.images[3, 2, 1, 1] += 1
    label.labels[0] = 3
    reshaped = Split(base.images.view(4, 1, 4, 3), base.labels)
    different = [base, pixel, label, reshaped, base.take(3)]
    assert len({split.fingerprint() for split in different}) == 5
    assert base.fingerprint() == make_split().fingerprint()


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (torch.zeros(2, 1, 4, 4), torch.zeros(2, dtype=torch.int64)),
        (torch.zeros(2, 4, 4, dtype=torch.uint8), torch.zeros(2, dtype=torch.int64)),
        (torch.zeros(2, 1, 4, 4, dtype=torch.uint8), torch.zeros(2)),
        (torch.zeros(2, 1, 4, 4, dtype=torch.uint8), torch.zeros(3, dtype=torch.int64)),
    ],
)
def test_split_refuses_other_types_and_shapes(images, labels):
    with pytest.raises(ValueError, match="Expected"):
        Split(images, labels)


# the full set, and the script that makes the sample: tested on a small set in the same format


def write_idx(file, array):
    header = struct.pack(f">HBB{array.ndim}i", 0, 8, array.ndim, *array.shape)
    file.write_bytes(gzip.compress(header + array.tobytes()))


@pytest.fixture(scope="module")
def small_set(tmp_path_factory):
    """Ten classes of 24 training and 5 test images; the first five images of both are equal."""
    folder = tmp_path_factory.mktemp("idx")
    rng = np.random.default_rng(0)
    shared = rng.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    for origin, each in (("train", 24), ("t10k", 5)):
        images = rng.integers(0, 256, (10 * each, 28, 28), dtype=np.uint8)
        images[:5] = shared
        write_idx(folder / f"{origin}-images-idx3-ubyte.gz", images)
        write_idx(
            folder / f"{origin}-labels-idx1-ubyte.gz", np.arange(10 * each, dtype=np.uint8) % 10
        )
    return folder


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setattr(FashionMNIST, "mirrors", ["http://127.0.0.1:9/"])
    monkeypatch.setenv("no_proxy", "*")


def test_full_set_from_files_put_there_by_hand(offline, small_set):
    raw = cache_dir("FashionMNIST", "raw")
    shutil.copytree(small_set, raw, dirs_exist_ok=True)
    full = load("fashion", full=True)
    assert [len(s) for s in (full.train, full.val, full.test)] == [220, 20, 50]
    assert full.val.labels.bincount().tolist() == [2] * 10
    assert full.train.take(20).labels.bincount().tolist() == [2] * 10
    original = FashionMNIST(cache_dir()).data
    ours = torch.cat([full.train.images, full.val.images]).squeeze(1)
    assert sorted(x.numpy().tobytes() for x in ours) == sorted(
        x.numpy().tobytes() for x in original
    )
    assert load("fashion", full=True).val.fingerprint() == full.val.fingerprint()


@pytest.mark.parametrize("damage", ["missing", "archive cut short", "file cut short"])
def test_a_full_set_that_cannot_be_loaded(offline, small_set, damage):
    raw = cache_dir("FashionMNIST", "raw")
    if damage != "missing":
        shutil.copytree(small_set, raw, dirs_exist_ok=True)
        archive = raw / "train-images-idx3-ubyte.gz"
        if damage == "file cut short":
            archive.with_suffix("").write_bytes(gzip.decompress(archive.read_bytes())[:-1])
        archive.write_bytes(archive.read_bytes()[:-9])
    with pytest.raises(CourseError) as error:
        load("fashion", full=True)
    for part in [raw, 'load("fashion")', *(name for name, _ in FashionMNIST.resources)]:
        assert str(part) in str(error.value)


def test_the_script_makes_the_same_disjoint_balanced_sample_each_time(small_set, tmp_path):
    spec = importlib.util.spec_from_file_location("_", ROOT / "tools" / "make_fashion_sample.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    sizes = {"train": 100, "val": 50, "test": 50}
    for name in ("first.npz", "second.npz"):
        arrays = script.make(small_set, sizes)
        np.savez_compressed(tmp_path / name, **arrays)
    assert (tmp_path / "first.npz").read_bytes() == (tmp_path / "second.npz").read_bytes()
    for part, size in sizes.items():
        assert np.bincount(arrays[f"{part}_labels"]).tolist() == [size // 10] * 10
    images = np.concatenate([arrays[f"{part}_images"] for part in sizes])
    assert len({image.tobytes() for image in images}) == 200
    test_images = script.read_idx(small_set / "t10k-images-idx3-ubyte.gz")
    assert {x.tobytes() for x in arrays["test_images"]} == {x.tobytes() for x in test_images}


# a user's own folder


def make_folder(root, **counts):
    for i, (name, count) in enumerate(counts.items()):
        (root / name).mkdir(parents=True)
        for k in range(count):
            Image.new("RGB", (6, 4 + k % 2), (i, k, 200)).save(root / name / f"{k}.png")
    return root


@pytest.fixture
def pets(tmp_path):
    return make_folder(tmp_path / "pets", cat=10, dog=20)


def test_load_folder(pets):
    pet = load_folder(pets)
    assert (pet.name, pet.classes) == ("pets", ("cat", "dog"))
    counts = [s.labels.bincount().tolist() for s in (pet.train, pet.val, pet.test)]
    assert counts == [[6, 14], [2, 3], [2, 3]]
    used = [path for s in (pet.train, pet.val, pet.test) for path in s.paths]
    reference = ImageFolder(pets)
    assert sorted(map(str, used)) == sorted(path for path, _ in reference.samples)
    for path, (image, label) in zip(pet.val.paths, pet.val, strict=True):
        expected, expected_label = reference[reference.imgs.index((str(path), label))]
        assert torch.equal(image, pil_to_tensor(expected))
        assert (type(label), label) == (int, expected_label)


def test_the_split_of_a_folder_depends_on_the_seed_only(pets):
    assert load_folder(pets).train.paths == load_folder(pets).train.paths
    assert set(load_folder(pets).train.paths) != set(load_folder(pets, seed=1).train.paths)


def test_three_images_per_class_are_enough(pets):
    make_folder(pets, ant=3)
    pet = load_folder(pets)
    assert [s.labels.bincount()[0].item() for s in (pet.train, pet.val, pet.test)] == [1, 1, 1]


def test_folder_split_take_and_fingerprint(pets):
    split = load_folder(pets).train
    assert 2 <= split.take(10).labels.bincount()[0] <= 4  # 3 would be its share
    before = split.fingerprint()
    assert split.take(10).fingerprint() != before
    assert FolderSplit(split.paths, 1 - split.labels).fingerprint() != before
    Image.new("RGB", (6, 4), "white").save(split.paths[0])
    assert split.fingerprint() != before


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_every_image_is_returned_as_rgb(pets, mode):
    file = pets / "cat" / "0.tif"
    Image.new(mode, (6, 4)).save(file)
    image, _ = FolderSplit((file,), torch.zeros(1, dtype=torch.int64))[0]
    assert (image.dtype, image.shape) == (torch.uint8, (3, 4, 6))


def test_photographs_are_rotated_upright(pets):
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotated by 90 degrees
    file = pets / "cat" / "phone.jpg"
    Image.new("RGB", (6, 4)).save(file, exif=exif)
    assert FolderSplit((file,), torch.zeros(1, dtype=torch.int64))[0][0].shape == (3, 6, 4)


def test_a_class_added_later_changes_no_other_label(pets):
    load_folder(pets)
    make_folder(pets, ant=5)
    assert load_folder(pets).classes == ("cat", "dog", "ant")
    assert json.loads((pets / "label_map.json").read_text()) == {"cat": 0, "dog": 1, "ant": 2}
    assert sorted(set(load_folder(pets).test.labels.tolist())) == [0, 1, 2]


def test_a_missing_class_folder_is_reported(pets):
    make_folder(pets, ant=5)
    load_folder(pets)
    shutil.rmtree(pets / "ant")
    with pytest.raises(CourseError, match="got none for: ant"):
        load_folder(pets)


@pytest.mark.parametrize("text", ["{", "[]", '{"cat": 0, "dog": 2}', '{"cat": "a", "dog": 0}'])
def test_a_damaged_label_map_is_reported(pets, text):
    (pets / "label_map.json").write_text(text)
    with pytest.raises(CourseError, match=r"label_map\.json"):
        load_folder(pets)


def test_the_label_map_of_a_read_only_folder_is_in_the_cache(pets, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    load_folder(pets)
    assert not (pets / "label_map.json").exists()
    make_folder(pets, ant=5)
    assert load_folder(pets).classes == ("cat", "dog", "ant")


def test_hidden_files_and_folders_are_ignored(pets):
    (pets / ".ipynb_checkpoints").mkdir()
    (pets / "cat" / ".ipynb_checkpoints").mkdir()
    shutil.copy(pets / "cat" / "0.png", pets / "cat" / ".ipynb_checkpoints" / "0-checkpoint.png")
    (pets / "cat" / "._0.png").write_bytes(b"what macOS leaves on a memory stick")
    (pets / "cat" / "notes.txt").write_text("no image")
    pet = load_folder(pets)
    assert pet.classes == ("cat", "dog")
    assert sum(map(len, (pet.train, pet.val, pet.test))) == 30


def cut_jpeg(root):
    file = root / "dog" / "cut.jpg"
    Image.effect_noise((64, 64), 90).save(file)
    file.write_bytes(file.read_bytes()[:-500])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: shutil.rmtree(root), "does not exist"),
        (lambda root: (shutil.rmtree(root), root.write_text("")), "which is a file"),
        (lambda root: [shutil.rmtree(d) for d in root.iterdir()], "got none"),
        (lambda root: shutil.rmtree(root / "dog"), "two class folders.*got cat"),
        (lambda root: (root / "emu").mkdir(), "got none in: emu"),
        (lambda root: make_folder(root, ant=2, bee=1), r"too few images of: ant \(2\), bee \(1\)"),
        (lambda root: make_folder(root, train=9, test=9), "look like splits"),
        (lambda root: (root / "cat" / "x.png").write_text("no"), r"cat/x\.png.*cannot be read"),
        (cut_jpeg, r"dog/cut\.jpg.*truncated"),
    ],
)
def test_folders_that_cannot_be_used(pets, spoil, message):
    spoil(pets)
    with pytest.raises(CourseError, match=message):
        load_folder(pets)
    assert not (pets / "label_map.json").exists()  # a failed call saves no labels


@pytest.mark.parametrize(("val", "test"), [(0, 0.2), (0.2, 0), (0.5, 0.5), (-0.1, 0.3)])
def test_fractions_that_leave_a_split_empty_are_refused(pets, val, test):
    with pytest.raises(ValueError, match="together below 1"):
        load_folder(pets, val=val, test=test)


# sample photographs


def test_sample_photos():
    photos = sample_photos()
    assert {name: (p.mode, p.size) for name, p in photos.items()} == {
        "china": ("RGB", (640, 427)),
        "flower": ("RGB", (640, 427)),
        "grace_hopper": ("RGB", (512, 600)),
    }


def test_sample_photos_without_their_package(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sklearn" else find_spec(name)
    )
    with pytest.raises(CourseError, match=r"china\.jpg.*scikit-learn"):
        sample_photos()
