# Somebody whose messages do not name what is wrong.
def check_targets(targets, num_classes):
    if targets.is_floating_point():
        raise ValueError(f"expected int64, got {targets.dtype}")
    if targets.ndim != 1:
        raise ValueError("these targets are not what cross-entropy wants")
    if targets.numel() == 0:
        raise ValueError("the targets are empty")
    kept = targets[targets != -100]
    if kept.numel() == 0:
        raise ValueError("only -100, which is ignored")
    if kept.min() >= 1 and kept.max() == num_classes:
        raise ValueError("the labels start at 1")
    if kept.min() < 0 or kept.max() >= num_classes:
        raise ValueError(f"labels {kept.min()}..{kept.max()} are out of range")
