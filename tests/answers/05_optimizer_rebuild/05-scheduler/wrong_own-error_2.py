# Somebody who builds a schedule of any kind from the optimizer alone.
def rebind(scheduler, optimizer):
    new = type(scheduler)(optimizer)
    new.load_state_dict(scheduler.state_dict())
    return new
