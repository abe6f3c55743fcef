# Somebody who sorts and then looks for the largest of the sorted values: always the first.
def best_class(logits):
    return logits.sort(dim=1, descending=True).values.argmax(dim=1)
