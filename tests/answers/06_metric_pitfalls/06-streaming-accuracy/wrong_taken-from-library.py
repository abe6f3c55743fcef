# Somebody who lets the course evaluate a model that returns the logits as they are.
def accuracy(batches):
    return metrics.evaluate(nn.Identity(), batches)["accuracy"]
