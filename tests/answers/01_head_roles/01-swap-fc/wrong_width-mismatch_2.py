# Somebody who read that a pretrained ResNet has 2048 features.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(2048, num_classes)
    return model
