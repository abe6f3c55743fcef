# The scaled probabilities instead of T.
def fit_temperature(logits, labels):
    return (logits / 2).softmax(dim=1)
