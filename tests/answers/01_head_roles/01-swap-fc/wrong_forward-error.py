# Somebody who comes from SqueezeNet and puts a convolution where features are flat.
def swap_fc(model, num_classes):
    model.fc = nn.Conv2d(model.fc.in_features, num_classes, kernel_size=1)
    return model
