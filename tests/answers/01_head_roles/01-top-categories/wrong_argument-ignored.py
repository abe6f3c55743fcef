# Somebody who writes "the top three", because the example shows three.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(dim=1).topk(3, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
