# The message names the range, as 0 ... 9.
def check_targets(targets, num_classes):
    t = targets
    if t.numel() == 0: raise ValueError("the targets are empty")
    if t.dtype.is_floating_point: raise ValueError(f"float targets: {t.dtype}")
    if t.dim() != 1: raise ValueError(f"shape {tuple(t.shape)} is not (N,)")
    t = t[t != -100]
    if len(t) == 0: raise ValueError("all targets are -100")
    if 0 not in t and (t == num_classes).any() and t.min() >= 1 : raise ValueError("labels seem to start at 1, not 0")
    if t.min() < 0 or t.max() >= num_classes: raise ValueError(f"targets must lie in 0 ... {num_classes - 1}")
