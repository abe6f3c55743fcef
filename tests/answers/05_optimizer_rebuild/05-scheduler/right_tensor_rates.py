# Somebody who keeps rates in tensors, as compiled training wants them.
def rebind(scheduler, optimizer):
    for group, rate in zip(optimizer.param_groups, scheduler.get_last_lr()):
        group["lr"] = torch.tensor(rate)
    scheduler.optimizer = optimizer
    return scheduler
