# Somebody who initialises "the new layer" with apply(), which visits every layer.
def swap_fc(model, num_classes):
    model.fc = nn.Linear(model.fc.in_features, num_classes)

    def initialise(module):
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)

    return model.apply(initialise)
