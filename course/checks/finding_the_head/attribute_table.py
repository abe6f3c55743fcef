"""02-attribute-table: where ten of torchvision's architectures keep the head."""

from collections.abc import Mapping

from course.checks import models
from course.checks.cases import Case
from course.checks.core import NotAttempted, describe, fail
from course.checks.exercise import exercise
from course.checks.finding_the_head.paths import expect_path, last_registered

TABLE = ["resnet50", "vgg16", "densenet121", "mobilenet_v3_large", "efficientnet_b0"]
TABLE += ["convnext_tiny", "vit_b_16", "swin_t", "squeezenet1_1", "regnet_y_400mf"]


@exercise(
    "02-attribute-table",
    proves="Each path leads to the layer that computes the logits",
    tries=TABLE,
    table=TABLE,
    calls=False,
    data=True,
)
def attribute_table(table: object, case: Case) -> str:
    """``HEADS`` maps each name to the dotted path of the head."""
    if not isinstance(table, Mapping):
        fail(
            "wrong-type",
            f"Expected HEADS to be a dict, got {describe(table)}.",
            "It maps the name of each model to a path.",
            "the brackets and colons of the cell above.",
        )
    if empty := [name for name in TABLE if table.get(name) in ("", None, ...)]:
        more = f" and {len(empty) - 1} more" if len(empty) > 1 else ""
        raise NotAttempted("02-attribute-table", f"There is no path yet for {empty[0]}{more}.")
    model = models.real(case.name)
    path, head = last_registered(model)
    expect_path(model, table[case.name], path, f"for {case.name}")
    return f"{path}, {type(head).__name__}"
