# Somebody who returns the schedule as it is.
def rebind(scheduler, optimizer):
    return scheduler
