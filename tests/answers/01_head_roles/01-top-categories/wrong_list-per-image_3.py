# Somebody who lists rank by rank: all the best, all the second best.
def top_categories(logits, categories, k):
    best = logits.softmax(1).topk(k)
    rows = [
        [(categories[i], p) for i, p in zip(row_i, row_p)]
        for row_i, row_p in zip(best.indices.tolist(), best.values.tolist())
    ]
    return [list(rank) for rank in zip(*rows)]
