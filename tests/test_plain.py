"""Plain data: what survives the way to another process, what does not, and what bytes may do."""

import io
import itertools
import pickle
from collections import Counter, OrderedDict, namedtuple
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from course.checks import plain
from course.checks.plain import DEPTH, OTHER, Unknown, error_data, error_of, exact, pack, unpack

NAMES = "bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 float16 bfloat16 float32 float64"
NAMES += " float8_e4m3fn float8_e5m2 complex64 complex128"


def handed_over(value):
    return unpack(pack(value))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
KEYS = st.booleans() | st.integers() | st.text() | st.none()


def containers(inner):
    return (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
    )


def same(a, b):
    """Equal in value and type all the way down; nan is itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(map(repr, a)) == list(map(repr, b)) and all(
            same(x, y) for x, y in zip(a.values(), b.values(), strict=True)
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return a == b or a != a and b != b


# --- what survives ----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.recursive(SCALARS, containers, max_leaves=12))
def test_data_arrives_as_it_was(value):
    assert same(handed_over(value), value)


@pytest.mark.parametrize("dtype", NAMES.split())
def test_tensors_of_every_dtype_arrive(dtype):
    sent = torch.tensor([[0.0, 1.0, 2.0]]).to(getattr(torch, dtype))
    received = handed_over(sent)
    assert type(received) is Tensor
    assert (received.dtype, received.shape) == (sent.dtype, sent.shape)
    assert received.untyped_storage().tolist() == sent.untyped_storage().tolist()


@pytest.mark.parametrize(
    "sent",
    [
        torch.tensor([float("nan"), float("inf"), -0.0]),
        torch.tensor(3.5),
        torch.empty(0, 4),
        torch.arange(6).reshape(2, 3).T,
        torch.ones(3).expand(2, 3),
        torch.ones(2, requires_grad=True),
        torch.ones(2, requires_grad=True).log(),
        nn.Parameter(torch.ones(2)),
        nn.Buffer(torch.ones(2)),
    ],
    ids=repr,
)
def test_an_odd_tensor_arrives_plain(sent):
    received = handed_over(sent)
    assert type(received) is Tensor
    assert not received.requires_grad
    assert torch.equal(received.nan_to_num(), sent.detach().nan_to_num())
    assert received.shape == sent.shape


def test_what_is_one_object_arrives_as_one():
    tensor, row = torch.ones(2), [1, 2]
    received = handed_over({"args": [tensor, row], "returned": tensor, "again": row})
    assert received["returned"] is received["args"][0]
    assert received["again"] is received["args"][1]
    two = handed_over([torch.ones(2), torch.ones(2)])
    assert two[0] is not two[1]


def test_tensors_that_share_memory_share_it_on_arrival():
    base = torch.zeros(4)
    left, right = handed_over([base, base[:2]])
    left[0] = 7
    assert right[0] == 7


def lying(kind, **methods):
    """A subclass whose objects equal everything, and whose methods lie."""
    said = {name: lambda self, *args, value=value: value for name, value in methods.items()}
    return type(kind.__name__.title(), (kind,), {"__hash__": kind.__hash__, **said})


Text = lying(str, __eq__=True, __str__="a lie", __getitem__="a lie")
Whole = lying(int, __eq__=True, __int__=99, __index__=99, __add__=99)
Real = lying(float, __eq__=True, __float__=99.0, __add__=99.0)
Bytes = lying(bytes, __eq__=True, __getitem__=b"a lie", __bytes__=b"a lie")


class Lying(Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.tensor(True)


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("sent", "want"),
    [
        (Text("x"), "x"),
        (Whole(3), 3),
        (Real(0.5), 0.5),
        (Bytes(b"x"), b"x"),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("x"), "x"),
        (Pair(1, 2), (1, 2)),
        (torch.Size([1, 2]), (1, 2)),
        (OrderedDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        (Fraction(1, 2), 0.5),
        (range(2, 9, 3), range(2, 9, 3)),
        (b"", b""),
        ([...], [...]),
        ({1, "a"}, {1, "a"}),
        (frozenset([1]), {1}),
        ([Text("x"), {Text("k"): Whole(3)}], ["x", {"k": 3}]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_subclasses_and_relatives_arrive_as_pythons_own(sent, want):
    assert same(handed_over(sent), want)


def test_a_tensor_of_a_class_of_their_own_arrives_plain():
    received = handed_over(torch.zeros(2).as_subclass(Lying))
    assert type(received) is Tensor
    assert not torch.equal(received, torch.ones(2))


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64", ">i4", "float16", "float64"])
def test_arrays_arrive_as_arrays(dtype):
    sent = np.arange(6).reshape(2, 3).astype(dtype)
    received = handed_over([sent])[0]
    assert type(received) is np.ndarray
    assert received.dtype == sent.dtype.newbyteorder("=")
    assert (received == sent).all()


def test_iterators_and_views_arrive_as_iterators():
    for sent in (iter([1, 2]), map(int, "12"), (n for n in (1, 2)), {1: 0, 2: 0}.keys()):
        received = handed_over(sent)
        assert not isinstance(received, list)
        assert list(received) == [1, 2]
    assert list(handed_over({"a": 1, "b": 2}.values())) == [1, 2]


# --- what does not ----------------------------------------------------------------------------


class Broken(dict):
    def __iter__(self):
        raise ZeroDivisionError


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "sent",
    [
        object(),
        nn.Linear(1, 1),
        len,
        lambda: 0,
        int,
        torch.float32,
        np.array(["a"]),
        np.array([None]),
        torch.eye(2).to_sparse(),
        torch.empty(2, device="meta"),
        torch.nested.nested_tensor([torch.ones(2)], layout=torch.jagged),
        np.datetime64("2020"),
        np.array([1], "float128"),
        Fraction(10**400),
        Broken(),
        {OTHER: "made up"},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_arrives_as_unknown(sent):
    assert isinstance(handed_over(sent), Unknown)
    assert isinstance(handed_over([sent])[0], Unknown)


def test_what_is_nested_too_deeply_is_cut_off():
    assert handed_over(nested(DEPTH - 1)) == nested(DEPTH - 1)
    received = handed_over(nested(10 * DEPTH))
    for _ in range(DEPTH):
        [received] = received
    assert isinstance(received, Unknown)


def test_what_has_no_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(plain, "MOST", 5)
    assert list(handed_over(itertools.count())) == [0, 1, 2, 3, 4]


def test_what_contains_itself_comes_to_an_end():
    ring = [1]
    ring.append(ring)
    received = handed_over(ring)
    for _ in range(DEPTH - 1):
        received = received[1]
    assert received[0] == 1


def test_keys_that_are_not_plain_are_left_out():
    assert handed_over({1: 2, (1, 2): 3, object(): 4}) == {1: 2}


def test_exact_leaves_tensors_and_models_alone():
    for value in (torch.ones(2).as_subclass(Lying), nn.Linear(1, 1), object()):
        assert exact(value) is value
    assert type(exact([1, Whole(3)])[1]) is int
    assert type(exact((Whole(3),))) is tuple


# --- hostile bytes ----------------------------------------------------------------------------

RAN = []


class Runs:
    def __reduce__(self):
        return RAN.append, ("ran",)


def saved(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [pickle.dumps(Runs()), saved(Runs()), saved([Runs()]), saved({"ask": Runs()}), b"PK", b""],
    ids=["pickle", "saved", "in a list", "in a dict", "no archive", "nothing"],
)
def test_hostile_bytes_run_nothing(content):
    with pytest.raises(Exception):  # noqa: B017  (of many kinds)
        unpack(content)
    assert RAN == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_refused(content):
    with pytest.raises(Exception):  # noqa: B017
        unpack(b"PK" + content)


GOOD = pack({"ask": "try", "given": [torch.ones(3), "text"]})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_bytes_changed_on_the_way_give_data_or_an_error(at, byte):
    changed = bytearray(GOOD)
    changed[at] = byte
    try:
        received = unpack(bytes(changed))
    except Exception:
        return
    assert isinstance(received, dict | list | str | int | float | bytes | tuple | Tensor | Unknown)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_bytes_are_refused(share):
    with pytest.raises(Exception):  # noqa: B017
        unpack(GOOD[: int(share * len(GOOD))])


# --- errors -----------------------------------------------------------------------------------


class Theirs(KeyError, ValueError):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("no images"), ValueError),
        (ZeroDivisionError("by zero"), ZeroDivisionError),
        (Theirs("x"), KeyError),
        (torch.linalg.LinAlgError("singular"), RuntimeError),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "bad"), UnicodeError),
        (SystemExit(3), Exception),
    ],
    ids=repr,
)
def test_an_error_arrives_as_the_first_builtin_class(error, kind):
    received = error_of(handed_over(error_data(error)))
    assert type(received) is kind
    assert str(error) in str(received) or repr(str(error)) in str(received)


def test_an_error_of_names_that_are_no_errors_is_an_exception():
    for name in ("print", "int", "KeyboardInterrupt", "SystemExit", "__import__", 7):
        assert type(error_of({"classes": [name], "text": "x"})) is Exception


def test_the_text_of_an_error_has_an_end():
    assert len(error_data(ValueError("x" * 10**6))["text"]) == 4000
