# Somebody who copies what the schedule knows, with another optimizer in it.
def rebind(scheduler, optimizer):
    for mine, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups, strict=True):
        mine |= {key: old[key] for key in ("lr", "initial_lr")}
    new = copy.copy(scheduler)
    new.__dict__ = {**scheduler.__dict__, "optimizer": optimizer}
    return new
