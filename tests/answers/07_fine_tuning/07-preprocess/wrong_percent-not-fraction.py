# A share of 1.
def mismatch_cost(model, preprocess, wrong, data):
    def share(prepare):
        return metrics.evaluate(model, [(prepare(data.images), data.labels)])["accuracy"]

    return share(preprocess) - share(wrong)
