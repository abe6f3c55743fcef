# Surgery with an anaesthetist: the head comes off, and goes back on every way out.
def features_of(model, x):
    head, model.fc = model.fc, nn.Identity()
    try:
        return model(x)
    finally:
        model.fc = head
