# Somebody who carries the first rate over, not today's.
def rebind(scheduler, optimizer):
    for group, base in zip(optimizer.param_groups, scheduler.base_lrs):
        group["lr"] = group["initial_lr"] = base
    scheduler.optimizer = optimizer
    return scheduler
