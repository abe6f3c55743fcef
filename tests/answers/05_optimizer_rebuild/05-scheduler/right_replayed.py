# Somebody who makes a new schedule and replays its steps.
import inspect
def rebind(scheduler, optimizer):
    kind = type(scheduler)
    args = {}
    for name in list(inspect.signature(kind.__init__).parameters)[2:]:
        if name == "last_epoch": continue
        if name == "lr_lambda": args[name] = scheduler.lr_lambdas
        elif name == "milestones": args[name] = sorted(scheduler.milestones.elements())
        elif hasattr(scheduler, name): args[name] = getattr(scheduler, name)
    for g, b in zip(optimizer.param_groups, scheduler.base_lrs):
        g["lr"] = g["initial_lr"] = b
    new = kind(optimizer, **args)
    for _ in range(scheduler.last_epoch):
        optimizer_step = new.step()
    return new
