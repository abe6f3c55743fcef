# Somebody who asks for everything at once, and lists all troubles.
def check_targets(targets, num_classes):
    troubles = []
    if targets.dtype != torch.int64:
        troubles.append(f"type {targets.dtype}")
    if targets.ndim != 1:
        troubles.append(f"shape {tuple(targets.shape)}")
    if targets.nelement() == 0:
        troubles.append("empty")
    else:
        low, high = targets.min().item(), targets.max().item()
        good = targets != -100
        if not good.any():
            troubles.append("only -100")
        elif targets[good].min() > 0 and high == num_classes:
            troubles.append("counts from 1")
        elif targets[good].min() < 0 or high >= num_classes:
            troubles.append(f"range {low} to {high}")
    if troubles:
        raise ValueError(", ".join(troubles))
