"""03-strip-prefixes: the names of the bare model, for a checkpoint of a wrapped one."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, equal

from course import checkpoints
from course.checks.cases import Case
from course.checks.core import Mistake, describe, diagnose, fail
from course.checks.exercise import exercise

# The layers of a model, and its keys in the state dict and after stripping.
_LAYERS = [("layer1", "fc"), ("encoder", "mlp"), ("downsample", "head")]
_KEYS = {
    "module.": ("module.{a}.0.weight module.{b}.bias", "{a}.0.weight {b}.bias"),
    "_orig_mod.": ("_orig_mod.{a}.0.weight _orig_mod.{b}.bias", "{a}.0.weight {b}.bias"),
    "both": ("module._orig_mod.{a}.w module._orig_mod.{b}.bias", "{a}.w {b}.bias"),
    "both, in the other order": ("_orig_mod.module.{a}.w _orig_mod.module.{b}.w", "{a}.w {b}.w"),
    "module. twice": (
        "module._orig_mod.module.{b}.bias module._orig_mod.module.{a}.w",
        "{b}.bias {a}.w",
    ),
    "one part compiled": ("{a}._orig_mod.0.weight {b}.weight", "{a}.0.weight {b}.weight"),
    "no wrapper": ("{a}.weight {b}.bias", "{a}.weight {b}.bias"),
    "a layer called submodule": (
        "module.submodule.0.weight module.{a}.weight",
        "submodule.0.weight {a}.weight",
    ),
    "a layer called module": (
        "module.0.weight {a}.weight module.2.weight",
        "module.0.weight {a}.weight module.2.weight",
    ),
    "a wrapped layer called module": (
        "module.{a}.weight module.module.0.weight",
        "{a}.weight module.0.weight",
    ),
    "module deep inside": ("{a}.module.weight {a}.w", "{a}.module.weight {a}.w"),
}


@exercise(
    "03-strip-prefixes",
    proves="Each tensor has its name in the bare model",
    tries=list(_KEYS),
    table=_KEYS,
    data=True,
    library=[checkpoints.strip_prefixes],
)
def strip_prefixes(answer: Callable, case: Case) -> str:
    """``strip_prefixes(state_dict)``: the same tensors, under the names of the bare model."""
    a, b = _LAYERS[case.seed]
    keys, want = (text.format(a=a, b=b).split() for text in _KEYS[case.text.partition(" #")[0]])
    state = {key: torch.full((2,), float(i)) for i, key in enumerate(keys)}
    given = dict(state)
    bare = answer(given)
    if list(given) != keys or bare is given:
        fail(
            "arguments-changed",
            f"Expected a new dict and the state dict with its keys {keys}, got "
            + ("that same dict." if bare is given else f"{list(given)}."),
            "The caller may still need the state dict, unchanged.",
            "which line returns the dict that it was given, or writes into it?",
        )
    if not isinstance(bare, Mapping):
        seen = "load_state_dict needs names and tensors."
        fail("wrong-type", f"Expected a dict, got {describe(bare)}.", seen, "the return line.")
    got = [str(key) for key in bare]
    if sorted(got) != sorted(want):
        _wrong_keys(got, keys, want)
    for name, value in zip(want, state.values(), strict=True):
        if not isinstance(bare[name], Tensor) or not equal(bare[name], value):
            fail(
                "wrong-value",
                f"Expected {name} to hold {value.tolist()}, got {_shown(bare[name])}.",
                "The names are right, but a tensor is stored under another one's name.",
                "which tensor does your loop store under which name?",
            )
    return f"{keys[0]} → {want[0]}"


def _shown(value: object) -> object:
    return value.tolist() if isinstance(value, Tensor) else describe(value)


def _wrong_keys(got: list[str], keys: list[str], want: list[str]) -> None:
    def bare(key: str) -> str:
        while key.startswith(("module.", "_orig_mod.")):
            key = key.removeprefix("module.").removeprefix("_orig_mod.")
        return key

    def cut(key: str, whole: str) -> bool:
        return whole.endswith(key) and key != whole and not whole.endswith(f".{key}")

    replaced = [key.replace("_orig_mod.", "").replace("module.", "") for key in keys]
    mistakes = [
        Mistake(
            "one-prefix-only",
            any(bare(key) != key and key not in want for key in got),
            "A wrapper's prefix is still there.",
            "what do the keys look like when a model was wrapped twice?",
        ),
        Mistake(
            "inner-wrapper-left",
            any("._orig_mod." in key for key in got),
            "Only a part of that model was compiled, so the prefix is in the middle.",
            "where in a name can '_orig_mod.' be?",
        ),
        Mistake(
            "letters-not-prefix",
            any(cut(key, whole) for key in got for whole in want),
            "A layer's own name has lost its first letters.",
            "what does your code remove: the prefix as a whole, or single characters?",
        ),
        Mistake(
            "prefix-inside-name",
            got == replaced and any("submodule" in key for key in keys),
            "Letters were cut out of the middle of a layer's own name.",
            "in which names can the text 'module.' occur without any wrapper?",
        ),
        Mistake(
            "prefix-not-shared",
            got == [bare(key) for key in keys],
            "A layer of this model is called module, and its name was removed.",
            "what do all keys of a wrapped model have in common?",
        ),
    ]
    what = f"Expected {want}, got {got} (from {keys})."
    diagnose(mistakes, bool, what)
    look = "one name, and what each step of your function makes of it."
    fail("wrong-keys", what, "Those are not the names of the bare model.", look)
