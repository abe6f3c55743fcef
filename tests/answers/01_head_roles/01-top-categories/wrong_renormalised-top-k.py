# Somebody who selects first and applies softmax to what is left.
def top_categories(logits, categories, k):
    values, indices = logits.topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), values.softmax(1).tolist())
    ]
