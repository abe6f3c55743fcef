# Somebody who typed in resnet18's width: a resnet50's features then fill four rows an image.
def features_of(model, x):
    return nn.Sequential(*list(model.children())[:-1])(x).view(-1, 512)
