# Whole points.
def mismatch_cost(model, preprocess, wrong, data):
    def share(prepare):
        return metrics.evaluate(model, [(prepare(data.images), data.labels)])["accuracy"]

    return round(100 * (share(preprocess) - share(wrong)))
