# Somebody who makes an empty object and copies the attributes into it.
def rebind(scheduler, optimizer):
    new = object.__new__(type(scheduler))
    new.__dict__.update({k: v for k, v in scheduler.__dict__.items() if k != "optimizer"})
    new.optimizer = optimizer
    for group, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        for key in ("lr", "initial_lr"):
            group[key] = old[key]
    return new
