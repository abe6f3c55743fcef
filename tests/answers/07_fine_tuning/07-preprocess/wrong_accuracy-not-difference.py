# What is left with the wrong one.
def mismatch_cost(model, preprocess, wrong, data):
    def share(prepare):
        return metrics.evaluate(model, [(prepare(data.images), data.labels)])["accuracy"]

    return 100 * share(wrong)
