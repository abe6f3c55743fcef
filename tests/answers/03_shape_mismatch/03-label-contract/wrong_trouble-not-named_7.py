# Somebody for whom labels count from 1 only if the smallest is 1: a batch of 2 and 5 is out of range.
def check_targets(targets, num_classes):
    """Raise a ValueError that names what is wrong with class indices (N,) for cross-entropy."""
    if targets.numel() == 0:
        raise ValueError("the targets are empty")
    if targets.is_floating_point():
        raise ValueError(f"targets must be integers, not {targets.dtype}")
    if targets.ndim != 1:
        raise ValueError(f"targets must have the shape (N,), not {tuple(targets.shape)}")
    counted = targets[targets != -100]
    if counted.numel() == 0:
        raise ValueError("all targets are -100")
    if counted.min() == 1 and counted.max() == num_classes:
        raise ValueError("the targets count from 1")
    if counted.min() < 0 or counted.max() >= num_classes:
        raise ValueError(f"a target is outside 0 ... {num_classes - 1}")
