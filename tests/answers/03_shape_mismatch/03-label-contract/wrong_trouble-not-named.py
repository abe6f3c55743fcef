# Somebody for whom labels from 1 are only one kind of bad labels.
def check_targets(targets, num_classes):
    if targets.is_floating_point():
        raise ValueError(f"expected int64, got {targets.dtype}")
    if targets.ndim != 1:
        raise ValueError(f"expected shape (N,), got {tuple(targets.shape)}")
    if targets.numel() == 0:
        raise ValueError("the targets are empty")
    kept = targets[targets != -100]
    if kept.numel() == 0:
        raise ValueError("only -100, which is ignored")
    if kept.min() < 0 or kept.max() >= num_classes:
        raise ValueError("bad labels")
