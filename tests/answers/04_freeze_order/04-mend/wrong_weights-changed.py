# A new layer is trainable, too; it has forgotten everything.
def thaw_fc(model):
    model.fc = nn.Linear(model.fc.in_features, model.fc.out_features)
    return model


def trainable(model):
    return {name for name, p in model.named_parameters() if p.requires_grad}
