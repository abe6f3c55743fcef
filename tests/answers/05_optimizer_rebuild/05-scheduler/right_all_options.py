# Somebody who lets the new groups have all options of the old ones.
def rebind(scheduler, optimizer):
    for new, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        new.update({k: v for k, v in old.items() if k not in ("params", "param_names")})
    scheduler.optimizer = optimizer
    return scheduler
