# Nobody yet: the stub as it is handed out.
def head_and_loss(kind, in_features, num_classes):
    """A head that gives logits, and the loss(logits, targets) that belongs to the kind."""
    raise NotImplementedError("your code here")
