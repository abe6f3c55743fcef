# Somebody who rebuilds the model as a list of layers, flatten included.
def swap_fc(model, num_classes):
    *body, head = model.children()
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(head.in_features, num_classes))
