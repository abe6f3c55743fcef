# Somebody who forgot the dimension: argmax then looks at the flattened tensor.
def best_class(logits):
    return logits.argmax()
