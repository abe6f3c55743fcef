# Somebody who carries the first group's rate over to all.
def rebind(scheduler, optimizer):
    for group in optimizer.param_groups:
        group["lr"] = scheduler.get_last_lr()[0]
    scheduler.optimizer = optimizer
    return scheduler
