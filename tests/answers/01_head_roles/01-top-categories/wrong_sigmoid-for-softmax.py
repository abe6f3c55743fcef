# Somebody who knows that sigmoid makes probabilities.
def top_categories(logits, categories, k):
    probabilities, indices = logits.sigmoid().topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
