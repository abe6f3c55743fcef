# A slip of the keyboard: the argument is called logits.
def best_class(logits):
    return logit.argmax(dim=1)
