# One too many: > for >=.
def check_targets(targets, num_classes):
    if targets.is_floating_point(): raise ValueError(f"type {targets.dtype}")
    if targets.ndim != 1: raise ValueError("shape")
    if targets.numel() == 0: raise ValueError("empty")
    t = targets[targets != -100]
    if t.numel() == 0: raise ValueError("all -100")
    if t.min() > 0 and t.max() == num_classes: raise ValueError("targets count from 1")
    if t.min() < 0 or t.max() > num_classes: raise ValueError(f"{t.max()} out of range")
