# Somebody whose errors have a class of their own.
class BadTargets(ValueError):
    pass


def check_targets(targets, num_classes):
    values = targets.flatten().tolist()
    counted = [v for v in values if v != -100]
    for is_bad, text in (
        (not values, "Empty targets."),
        (targets.ndim > 1, f"Targets of shape {list(targets.shape)}, expected a flat vector."),
        (any(isinstance(v, float) for v in values), "Targets are floats, expected integers."),
        (not counted, "Every target is ignored (-100)."),
        (0 not in counted and num_classes in counted and min(counted or [0]) > 0,
         "Targets count from one."),
        (any(not 0 <= v < num_classes for v in counted), f"Targets outside 0..{num_classes - 1}."),
    ):
        if is_bad:
            raise BadTargets(text)
