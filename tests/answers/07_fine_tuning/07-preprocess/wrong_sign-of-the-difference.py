# The other way round.
def mismatch_cost(model, preprocess, wrong, data):
    def share(prepare):
        return metrics.evaluate(model, [(prepare(data.images), data.labels)])["accuracy"]

    return 100 * (share(wrong) - share(preprocess))
