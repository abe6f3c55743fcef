# Somebody who starts a new schedule from today's rate.
def rebind(scheduler, optimizer):
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr()):
        group["lr"] = rate
        group.pop("initial_lr", None)
    if isinstance(scheduler, lr_scheduler.StepLR):
        return lr_scheduler.StepLR(optimizer, scheduler.step_size, scheduler.gamma)
    return lr_scheduler.CosineAnnealingLR(optimizer, scheduler.T_max, scheduler.eta_min)
