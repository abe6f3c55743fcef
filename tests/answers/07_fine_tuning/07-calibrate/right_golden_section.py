# Three parts, again and again.
def fit_temperature(logits, labels):
    low, high = math.log(0.01), math.log(100)
    for _ in range(80):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        losses = [F.cross_entropy(logits / math.exp(t), labels) for t in (a, b)]
        if losses[0] < losses[1]:
            high = b
        else:
            low = a
    return math.exp((low + high) / 2)
