# Somebody who sets the attribute and forgets the rates.
def rebind(scheduler, optimizer):
    scheduler.optimizer = optimizer
    return scheduler
