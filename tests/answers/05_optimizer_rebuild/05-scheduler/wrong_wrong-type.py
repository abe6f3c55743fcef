# Somebody who returns the optimizer.
def rebind(scheduler, optimizer):
    scheduler.optimizer = optimizer
    return optimizer
