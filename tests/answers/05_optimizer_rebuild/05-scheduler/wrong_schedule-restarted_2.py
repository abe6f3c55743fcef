# Somebody who resets the counter, "because the optimizer is new".
def rebind(scheduler, optimizer):
    scheduler.optimizer = optimizer
    scheduler.last_epoch = 0
    return scheduler
