# Somebody who thinks that a class is shown as a one-hot row.
def best_class(logits):
    return torch.nn.functional.one_hot(logits.argmax(dim=1), logits.shape[1])
