# Somebody who copied the line that every accuracy function has.
def best_class(logits):
    return logits.topk(1, dim=1).indices.squeeze(1)
