# Somebody who makes a new schedule of the same kind and steps to the same place.
def rebind(scheduler, optimizer):
    kind = lr_scheduler
    for group, base in zip(optimizer.param_groups, scheduler.base_lrs):
        group.pop("initial_lr", None)
        group["lr"] = base
    with_options = {
        kind.StepLR: lambda s: {"step_size": s.step_size, "gamma": s.gamma},
        kind.MultiStepLR: lambda s: {"milestones": list(s.milestones.elements()), "gamma": s.gamma},
        kind.ExponentialLR: lambda s: {"gamma": s.gamma},
        kind.CosineAnnealingLR: lambda s: {"T_max": s.T_max, "eta_min": s.eta_min},
        kind.LambdaLR: lambda s: {"lr_lambda": s.lr_lambdas},
    }
    new = type(scheduler)(optimizer, **with_options[type(scheduler)](scheduler))
    for _ in range(scheduler.last_epoch):
        new.step()
    return new
