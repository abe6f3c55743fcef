# Somebody who returns the targets, so that calls can be nested.
def check_targets(targets, num_classes):
    trouble = None
    kept = targets[targets != -100]
    if targets.numel() == 0:
        trouble = "no target at all"
    elif targets.ndim != 1:
        trouble = f"{targets.ndim} dimensions instead of 1"
    elif targets.is_floating_point():
        trouble = f"dtype {targets.dtype}"
    elif kept.numel() == 0:
        trouble = "-100 everywhere"
    elif (kept > 0).all() and (kept == num_classes).any():
        trouble = f"labels seem to start at 1: {kept.min()} to {kept.max()}"
    elif ((kept < 0) | (kept >= num_classes)).any():
        trouble = f"not in [0, {num_classes}): {kept[(kept < 0) | (kept >= num_classes)].tolist()}"
    if trouble:
        raise ValueError(trouble)
    return targets
