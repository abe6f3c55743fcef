# Somebody who returns what a schedule would be made of.
def rebind(scheduler, optimizer):
    return scheduler.state_dict()
