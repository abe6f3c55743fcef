# Both accuracies.
def mismatch_cost(model, preprocess, wrong, data):
    return [metrics.evaluate(model, [(p(data.images), data.labels)])["accuracy"] for p in (preprocess, wrong)]
