# Somebody who keeps the first rows of the old weights: tench and goldfish under new names.
def swap_fc(model, num_classes):
    new = nn.Linear(model.fc.in_features, num_classes)
    with torch.no_grad():
        new.weight.copy_(model.fc.weight[:num_classes])
        new.bias.copy_(model.fc.bias[:num_classes])
    model.fc = new
    return model
