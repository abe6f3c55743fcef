# Somebody who leaves the model ready for training, because training comes next.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model.train()
