# Somebody who steps once, so that the rates are fresh.
def rebind(scheduler, optimizer):
    for new, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        new["lr"] = old["lr"]
    scheduler.optimizer = optimizer
    optimizer.step()
    scheduler.step()
    scheduler.step()
    return scheduler
