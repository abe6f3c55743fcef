# Somebody who puts the number first.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(dim=1).topk(k, dim=1)
    return [
        [(p, categories[i]) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
