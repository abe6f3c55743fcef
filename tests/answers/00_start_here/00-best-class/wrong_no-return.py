# Somebody who is used to seeing results, not to handing them back.
def best_class(logits):
    print(logits.argmax(dim=1))
