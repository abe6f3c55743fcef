# Somebody who exchanges the groups of the old optimizer, not the optimizer.
def rebind(scheduler, optimizer):
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr()):
        group["lr"] = rate
    scheduler.optimizer.param_groups = copy.copy(scheduler.optimizer.param_groups)
    return scheduler
