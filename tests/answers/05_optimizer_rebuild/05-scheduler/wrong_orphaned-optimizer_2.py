# Somebody who copies every key of a group, params too.
def rebind(scheduler, optimizer):
    for g, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        g.update(old)
    scheduler.optimizer = optimizer
    return scheduler
