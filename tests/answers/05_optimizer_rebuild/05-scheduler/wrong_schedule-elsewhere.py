# Somebody who hands the schedule back as it is.
def rebind(scheduler, optimizer):
    return scheduler
