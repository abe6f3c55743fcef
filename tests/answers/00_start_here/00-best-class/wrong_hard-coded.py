# Somebody who read the three winners off the example.
def best_class(logits):
    return torch.tensor([2, 0, 3])
