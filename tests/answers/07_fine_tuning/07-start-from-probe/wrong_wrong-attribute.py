# Every model is a ResNet.
def start_from_probe(model, probe):
    old = model.fc
    model.fc = copy.deepcopy(probe).to(old.weight).requires_grad_(True).train(old.training)
    return model
