# Somebody who took "the largest logit" literally.
def best_class(logits):
    return logits.max(dim=1).values
