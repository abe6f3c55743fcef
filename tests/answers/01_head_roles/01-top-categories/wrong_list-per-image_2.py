# Somebody who collects everything in one list.
def top_categories(logits, categories, k):
    pairs = []
    for row in logits.softmax(1):
        best = row.topk(k)
        pairs += [(categories[i], p.item()) for p, i in zip(best.values, best.indices)]
    return pairs
