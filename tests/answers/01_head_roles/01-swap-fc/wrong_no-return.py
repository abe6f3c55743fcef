# Somebody who changes the model in place and sees no need to hand it back.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)
