# Somebody who knows last_epoch, and that a new optimizer has no initial_lr.
def rebind(scheduler, optimizer):
    return lr_scheduler.StepLR(optimizer, 3, 0.5, last_epoch=scheduler.last_epoch)
