# Somebody who operates on a copy: nothing has to be put back.
def features_of(model, x):
    body = copy.deepcopy(model)
    body.fc = nn.Identity()
    body.eval()
    return body(x)
