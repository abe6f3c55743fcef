"""The answer calls itself."""

# %% 00-best-class
def best_class(logits):
    if len(logits) == 1:
        return logits.argmax(1)
    return torch.cat([best_class(logits[:1]), best_class(logits[1:])])
