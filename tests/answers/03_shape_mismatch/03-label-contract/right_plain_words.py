# Somebody who writes for a colleague, in plain words.
def check_targets(targets, num_classes):
    if len(targets) == 0:
        raise ValueError("There is not one target: the batch is empty.")
    if targets.is_floating_point():
        raise ValueError("Class indices must be whole numbers.")
    if targets.ndim != 1:
        raise ValueError(f"Expected a flat list of classes, got {targets.ndim} dimensions.")
    counted = targets[targets != -100]
    if len(counted) == 0:
        raise ValueError("Every target is -100, so none of them counts.")
    if (counted >= 1).all() and (counted == num_classes).any():
        raise ValueError("The labels seem to count from 1.")
    for label in counted.tolist():
        if not 0 <= label < num_classes:
            raise ValueError(f"{label} is not a class.")
