# Somebody who copied a cell that ends in eval(), because only predictions were wanted there.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model.eval()
