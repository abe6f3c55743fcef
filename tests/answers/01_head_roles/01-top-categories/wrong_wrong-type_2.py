# Somebody who forgot what the list of names is for.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(dim=1).topk(k, dim=1)
    return [list(zip(i.tolist(), p.tolist())) for i, p in zip(indices, probabilities)]
