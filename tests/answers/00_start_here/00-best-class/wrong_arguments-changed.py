# Somebody who makes softmax stable, as one should, but writes into the caller's tensor.
def best_class(logits):
    logits -= logits.max(dim=1, keepdim=True).values
    return logits.exp().argmax(dim=1)
