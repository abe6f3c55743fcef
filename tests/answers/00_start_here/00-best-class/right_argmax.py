# Whoever knows the function that does just this.
def best_class(logits):
    return logits.argmax(dim=1)
