# Somebody who takes the first dimension because it comes first.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(dim=0).topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
