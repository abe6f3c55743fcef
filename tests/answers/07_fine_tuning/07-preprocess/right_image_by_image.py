# One image after the other, in one batch.
def mismatch_cost(model, preprocess, wrong, data):
    shares = []
    for prepare in (preprocess, wrong):
        x = torch.stack([prepare(image) for image, _ in data])
        shares.append(metrics.evaluate(model, [(x, data.labels)])["accuracy"])
    return 100 * (shares[0] - shares[1])
