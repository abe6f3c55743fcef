# Somebody who reads the width from the weight, and starts without a bias and at zero.
def swap_fc(model, num_classes):
    _, width = model.fc.weight.shape
    head = nn.Linear(width, num_classes, bias=False)
    nn.init.zeros_(head.weight)
    setattr(model, "fc", head)
    return model
