# Nobody yet: the stub.
def start_from_probe(model, probe):
    """A classifier with a Linear head, a trained nn.Linear -> the model with that head."""
    raise NotImplementedError("your code here")
