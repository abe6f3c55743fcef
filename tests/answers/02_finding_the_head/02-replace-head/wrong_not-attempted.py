# Somebody who ran the starter code unchanged.
def replace_head(model, num_classes):
    """Give any torchvision classifier a new head; return the model."""
    raise NotImplementedError("your code here")
