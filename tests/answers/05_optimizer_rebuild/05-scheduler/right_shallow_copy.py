# Somebody who leaves the old schedule alone.
def rebind(scheduler, optimizer):
    new = copy.copy(scheduler)
    new.optimizer = optimizer
    for group, rate, base in zip(optimizer.param_groups, scheduler.get_last_lr(), scheduler.base_lrs):
        group.update(lr=rate, initial_lr=base)
    return new
