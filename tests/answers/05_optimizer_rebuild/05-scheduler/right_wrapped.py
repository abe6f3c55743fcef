# Somebody who returns an object of their own: it steps the old pair and copies the rates.
class Follower:
    def __init__(self, scheduler, optimizer):
        self.scheduler, self.optimizer = scheduler, optimizer
        self.copy()

    def copy(self):
        for mine, rate in zip(self.optimizer.param_groups, self.scheduler.get_last_lr()):
            mine["lr"] = rate

    def step(self):
        self.scheduler.step()
        self.copy()


def rebind(scheduler, optimizer):
    return Follower(scheduler, optimizer)
