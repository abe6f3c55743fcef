# Somebody who turns the attribute and forgets the rates.
def rebind(scheduler, optimizer):
    scheduler.optimizer = optimizer
    return scheduler
