# The attribute, and today's rates.
def rebind(scheduler, optimizer):
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr()):
        group["lr"] = rate
    scheduler.optimizer = optimizer
    return scheduler
