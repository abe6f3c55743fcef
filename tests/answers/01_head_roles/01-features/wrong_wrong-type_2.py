# Somebody who needs NumPy for the next step.
def features_of(model, x):
    with torch.no_grad():
        return nn.Sequential(*list(model.children())[:-1])(x).flatten(1).numpy()
