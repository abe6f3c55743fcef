# Somebody who copies deeply, old optimizer and all, and then lets go of it.
def rebind(scheduler, optimizer):
    new = copy.deepcopy(scheduler)
    for group, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        group["lr"], group["initial_lr"] = old["lr"], old["initial_lr"]
    new.optimizer = optimizer
    return new
