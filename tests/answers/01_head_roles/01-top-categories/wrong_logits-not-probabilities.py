# Somebody for whom the numbers that come out of a network are its probabilities.
def top_categories(logits, categories, k):
    values, indices = logits.topk(k, dim=1)
    return [
        [(categories[i], v) for i, v in zip(row_i, row_v)]
        for row_i, row_v in zip(indices.tolist(), values.tolist())
    ]
