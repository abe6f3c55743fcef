# Somebody who thinks of one image and wants a plain int.
def best_class(logits):
    return logits[0].argmax().item()
