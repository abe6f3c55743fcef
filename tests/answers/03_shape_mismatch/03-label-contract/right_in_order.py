# The plain way: one question after the other.
def check_targets(targets, num_classes):
    if targets.dtype.is_floating_point:
        raise ValueError(f"these targets are {targets.dtype}, class indices are int64")
    if targets.dim() != 1:
        raise ValueError(f"wrong shape {tuple(targets.shape)}")
    if len(targets) == 0:
        raise ValueError("the batch is empty")
    labels = set(targets.tolist()) - {-100}
    if not labels:
        raise ValueError("all of them are ignored")
    if min(labels) > 0 and max(labels) == num_classes:
        raise ValueError("1-based labels: subtract 1")
    for label in sorted(labels):
        if label not in range(num_classes):
            raise ValueError(f"label {label} is out of range")
