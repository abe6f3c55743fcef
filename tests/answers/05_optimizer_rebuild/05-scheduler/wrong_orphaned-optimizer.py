# Somebody who hands over the old groups, tensors and all.
def rebind(scheduler, optimizer):
    optimizer.param_groups = scheduler.optimizer.param_groups
    scheduler.optimizer = optimizer
    return scheduler
