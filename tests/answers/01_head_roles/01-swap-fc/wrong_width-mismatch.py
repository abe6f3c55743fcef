# Somebody who typed in resnet18's width.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(512, num_classes)
    return model
