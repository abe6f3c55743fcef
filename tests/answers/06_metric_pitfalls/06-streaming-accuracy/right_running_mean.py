# A running mean, corrected batch by batch: no sum grows.
def accuracy(batches):
    mean, seen = 0.0, 0
    for logits, targets in batches:
        for hit in (logits.max(dim=1).indices == targets).tolist():
            seen += 1
            mean += (hit - mean) / seen
    if seen == 0:
        raise ValueError("no images")
    return mean
