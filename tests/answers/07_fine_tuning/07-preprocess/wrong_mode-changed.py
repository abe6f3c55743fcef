# Somebody who leaves the model in eval mode.
def mismatch_cost(model, preprocess, wrong, data):
    model.eval()
    with torch.no_grad():
        hits = [(model(p(data.images)).argmax(1) == data.labels).float().mean() for p in (preprocess, wrong)]
    return 100 * (hits[0] - hits[1])
