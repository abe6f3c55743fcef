# Somebody who takes the old groups, tensors included.
def rebind(scheduler, optimizer):
    optimizer.param_groups = scheduler.optimizer.param_groups
    scheduler.optimizer = optimizer
    return scheduler
