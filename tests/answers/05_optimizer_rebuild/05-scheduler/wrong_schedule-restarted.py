# Somebody who makes a schedule of the same kind: it begins at its beginning.
def rebind(scheduler, optimizer):
    if isinstance(scheduler, lr_scheduler.StepLR):
        return lr_scheduler.StepLR(optimizer, scheduler.step_size, scheduler.gamma)
    return lr_scheduler.CosineAnnealingLR(optimizer, scheduler.T_max, scheduler.eta_min)
