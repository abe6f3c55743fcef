# Somebody who thinks of probabilities in percent, with one decimal.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(dim=1).topk(k, dim=1)
    return [
        [(categories[i], round(100 * p, 1)) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(indices.tolist(), probabilities.tolist())
    ]
