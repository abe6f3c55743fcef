# Nobody yet: the stub as it is handed out.
def swap_fc(model, num_classes):
    """Give any torchvision ResNet a new head with num_classes logits; return the model."""
    raise NotImplementedError("your code here")
