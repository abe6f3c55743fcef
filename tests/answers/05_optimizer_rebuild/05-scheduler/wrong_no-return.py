# Somebody who binds it in place and forgets to return it.
def rebind(scheduler, optimizer):
    for new, old in zip(optimizer.param_groups, scheduler.optimizer.param_groups):
        new["lr"] = old["lr"]
    scheduler.optimizer = optimizer
