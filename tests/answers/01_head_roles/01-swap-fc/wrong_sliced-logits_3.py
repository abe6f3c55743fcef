# Somebody who keeps the last rows of the old weights, so that something trained is there.
def swap_fc(model, num_classes):
    new = nn.Linear(model.fc.in_features, num_classes)
    with torch.no_grad():
        new.weight.copy_(model.fc.weight[-num_classes:])
    model.fc = new
    return model
