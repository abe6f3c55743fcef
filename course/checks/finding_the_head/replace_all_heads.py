"""02-aux-heads: new heads for models that have more than one."""

from collections.abc import Callable

from torch import Tensor, nn

from course import audit, heads, surgery
from course.checks.cases import ModelCase
from course.checks.coach import one_line
from course.checks.core import fail, refuse
from course.checks.exercise import exercise
from course.checks.finding_the_head.ask import ask
from course.checks.finding_the_head.kept import kinds, layers
from course.checks.finding_the_head.paths import names_are_paths
from course.wording import count

# The layer that computes each output.
_PATHS = {
    "logits": "fc",
    "aux_logits1": "aux1.fc2",
    "aux_logits2": "aux2.fc2",
    "aux_logits": "AuxLogits.fc",
}


@exercise(
    "02-aux-heads",
    proves="Every output in train mode has the number of classes that was asked for",
    tries=[
        "googlenet, train, 1024 classes",
        "googlenet, no auxiliary heads",
        "inception_v3, 64 classes, mixed modes, frozen",
        "googlenet, same classes, all frozen",
    ],
    leaves_out=dict.fromkeys(
        [
            "head at another attribute",
            "head at classifier.n",
            "head at heads.head",
            "Conv2d head",
            "loose parameters",
            "BatchNorm1d",
            "scalar parameter",
        ],
        "the text is about GoogLeNet and Inception v3, which have none",
    )
    | dict.fromkeys(
        ["head without bias", "float64", "zero head"], "that is part of 02-replace-head"
    )
    | dict.fromkeys(
        ["one image", "error in the forward pass"], "replacing heads needs no forward pass"
    )
    | {
        "gradients there before": "working on a copy is allowed, and a copy has no gradients",
        "arguments not aliased": "the new layers belong to the model that is returned",
    },
    library=[surgery.replace_all_heads],
)
def replace_all_heads(answer: Callable, case: ModelCase) -> str:
    """``replace_all_heads(model, num_classes)``: every output in train mode has k columns."""
    before, x, classes = case.model(), case.images(), case.new_classes
    swapped = ask(answer, case.model(), classes)
    outputs = {}
    if isinstance(swapped, nn.Module) and not isinstance(swapped, heads.HEADS):
        names_are_paths(swapped)
        outputs = _compare_outputs(swapped, before, case)
    refuse(audit.head_swap(swapped, classes, x, before))
    return f"{', '.join(outputs)}: {classes} columns"


def _outputs(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """The outputs of a copy in train mode, by their names."""
    out = heads.copied(model).train()(x)
    named = out._asdict() if hasattr(out, "_asdict") else {"logits": out}
    return {name: z for name, z in named.items() if z is not None}


def _compare_outputs(swapped: nn.Module, before: nn.Module, case: ModelCase) -> dict[str, Tensor]:
    x, classes = case.images(), case.new_classes
    kind, wanted = type(before).__name__, _outputs(before, x)
    try:
        got = _outputs(swapped, x)
    except Exception as error:
        what = f"Expected outputs from this {kind} in train mode, got {one_line(error)}"
        if gone := layers(before) - layers(swapped):
            fail(
                "container-replaced",
                what,
                f"The model has lost {kinds(gone)}: an auxiliary head is more than one layer.",
                "which layer inside it computes its logits?",
            )
        fail(
            "width-mismatch",
            what,
            "One of the new layers does not fit the features that it receives.",
            "for every layer that you replaced: was it a head, and how wide is its input?",
        )
    shapes = ", ".join(f"{name} {tuple(z.shape)}" for name, z in got.items())
    what = f"Expected {count(len(wanted), 'output')} of {classes} columns from new layers of this "
    what += f"{kind} in train mode, got {shapes}."
    if lost := sorted(wanted.keys() - got.keys()):
        fail(
            "aux-heads-removed",
            what,
            f"{lost[0]} is gone. That head helps in training; only its number of classes is old.",
            "what does the exercise ask for: other heads, or none?",
        )
    old = [name for name in got if _kept(swapped, before.get_submodule(_PATHS[name]).weight)]
    if old and classes == case.old_classes:
        fail(
            "head-unchanged",
            what,
            f"The output {old[0]} still comes from the old layer, which had that many before.",
            "in which cases does your function leave a head as it is?",
        )
    if case.old_classes != 1000 and len(old) == len(got):
        fail(
            "hard-coded",
            what,
            f"This model was made with {case.old_classes} classes, and nothing was replaced.",
            "which number in your function holds for ImageNet models only?",
        )
    if old:
        fail(
            "head-unchanged" if "logits" in old else "aux-head-forgotten",
            what,
            f"The output {old[0]} still comes from the old layer.",
            "named_modules(): how many layers have one output per class?",
        )
    if any(z.shape != (len(x), classes) for z in got.values()):
        fail(
            "wrong-class-count",
            what,
            "The layers are new, but their number of columns is not the one that was asked for.",
            "where do the new layers get their number of outputs from?",
        )
    if len(list(swapped.parameters())) < len(list(before.parameters())):
        fail(
            "shared-layer",
            f"Expected {len(got)} heads in this {kind}, each with weights of its own, got fewer.",
            "The shapes are right, but one layer computes two of the outputs.",
            "how many new layers does your function make?",
        )
    if frozen := sorted(name for name, z in got.items() if not z.requires_grad):
        fail(
            "head-frozen",
            f"Expected {len(got)} heads in this {kind} that can learn, got fewer.",
            f"No gradient flows from {frozen[0]}.",
            "what is requires_grad of the new layers?",
        )
    return got


def _kept(model: nn.Module, weight: Tensor) -> bool:
    """Whether the model still has a layer with these numbers."""
    return any(p.shape == weight.shape and p.equal(weight) for p in model.parameters())
