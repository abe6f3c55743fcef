# Somebody who ranks the logits, and reads the probabilities from the softmax over all classes.
def top_categories(logits, categories, k):
    indices = logits.topk(k).indices
    probabilities = logits.softmax(-1).gather(1, indices)
    return [
        [(categories[int(i)], p.item()) for i, p in zip(*pair)]
        for pair in zip(indices, probabilities)
    ]
