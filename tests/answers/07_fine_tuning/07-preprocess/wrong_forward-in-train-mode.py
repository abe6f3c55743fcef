# Somebody who forgets the mode.
def mismatch_cost(model, preprocess, wrong, data):
    twin = copy.deepcopy(model)
    with torch.no_grad():
        hits = [(twin(p(data.images)).argmax(1) == data.labels).float().mean() for p in (preprocess, wrong)]
    return 100 * (hits[0] - hits[1])
