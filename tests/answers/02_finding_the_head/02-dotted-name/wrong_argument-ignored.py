# A mistake that people make: an argument is ignored.
def put(model, path, layer):
    model.classifier[6] = layer
    return model


def twice(model):
    counts = Counter(name for name, _ in model.named_parameters())
    return {name for name, count in counts.items() if count > 1}
