"""Answers at random, which may be right sometimes but not every time."""

# %% 00-best-class
def best_class(logits):
    return torch.randint(logits.shape[1], (len(logits),))
