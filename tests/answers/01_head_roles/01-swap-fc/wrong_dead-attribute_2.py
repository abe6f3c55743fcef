# Somebody who adds a layer at the end: registered last is not run last.
def swap_fc(model, num_classes):
    model.add_module("new_fc", nn.Linear(model.fc.out_features, num_classes))
    return model
