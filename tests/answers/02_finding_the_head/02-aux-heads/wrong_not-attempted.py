# Somebody who ran the starter code unchanged.
def replace_all_heads(model, num_classes):
    """Give the main head and all auxiliary heads num_classes logits; return the model."""
    raise NotImplementedError("your code here")
