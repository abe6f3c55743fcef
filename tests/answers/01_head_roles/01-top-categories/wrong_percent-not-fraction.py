# Somebody who thinks of probabilities in percent.
def top_categories(logits, categories, k):
    probabilities, indices = (100 * logits.softmax(dim=1)).topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
