# Somebody who applies softmax once more, to be sure.
def top_categories(logits, categories, k):
    best = logits.softmax(dim=1).softmax(dim=1).topk(k, dim=1)
    return [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(best.indices.tolist(), best.values.tolist())
    ]
