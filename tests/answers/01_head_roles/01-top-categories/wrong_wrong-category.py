# Somebody who forgot the indices: the best probabilities beside the first names.
def top_categories(logits, categories, k):
    best = logits.softmax(1).topk(k, dim=1).values
    return [list(zip(categories, row)) for row in best.tolist()]
