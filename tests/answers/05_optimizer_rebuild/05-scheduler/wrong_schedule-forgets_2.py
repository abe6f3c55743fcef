# Somebody for whom today's rate is the new base, for schedules that compute from it.
def rebind(scheduler, optimizer):
    scheduler.optimizer = optimizer
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr()):
        group["lr"] = group["initial_lr"] = rate
    scheduler.base_lrs = scheduler.get_last_lr()
    return scheduler
