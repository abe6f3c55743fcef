# Nobody yet: the stub as it is handed out.
def swap_mid_training(model, optimizer, num_classes):
    """A new head in the middle of training: (model, optimizer), the body's state kept."""
    raise NotImplementedError("your code here")
