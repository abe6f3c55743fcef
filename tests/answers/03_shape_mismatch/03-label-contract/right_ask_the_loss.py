# Somebody who lets cross-entropy look first, and says what it meant.
def check_targets(targets, num_classes):
    if targets.shape != targets.flatten().shape:
        raise ValueError(f"{targets.ndim}-d targets, wanted 1-d")
    try:
        loss = F.cross_entropy(torch.zeros(targets.shape[0], num_classes), targets)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    except IndexError as error:
        counted = sorted(set(targets.tolist()) - {-100})
        if counted[0] > 0 and num_classes in counted:
            raise ValueError(f"{error} Do they start at 1?") from None
        raise ValueError(str(error) + f" They go from {counted[0]} to {counted[-1]}.")
    if loss.isnan():
        raise ValueError("No target left" + " (all -100)" * (len(targets) > 0))
