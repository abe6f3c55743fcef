# Somebody who loops over named_children and assigns to the loop's variable.
def swap_fc(model, num_classes):
    for name, layer in model.named_children():
        if name == "fc":
            layer = nn.Linear(layer.in_features, num_classes)
    return model
