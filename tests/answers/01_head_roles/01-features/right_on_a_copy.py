# Somebody who works on a copy, in the modes that it was copied with.
def features_of(model, x):
    body = copy.deepcopy(model)
    body.fc = nn.Identity()
    return body(x)
