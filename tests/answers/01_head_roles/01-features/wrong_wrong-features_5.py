# Somebody who builds a model of their own and never looks at the one that was handed in.
def features_of(model, x):
    body = models.resnet18(weights=None).eval()
    body.fc = nn.Identity()
    return body(x)
