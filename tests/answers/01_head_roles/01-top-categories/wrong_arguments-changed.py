# Somebody who makes softmax stable, as one should, but writes into the caller's tensor.
def top_categories(logits, categories, k):
    logits -= logits.max(dim=1, keepdim=True).values
    probabilities = logits.exp() / logits.exp().sum(dim=1, keepdim=True)
    best = probabilities.topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(best.indices.tolist(), best.values.tolist())
    ]
