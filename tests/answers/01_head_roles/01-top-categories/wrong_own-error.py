# Somebody who indexes a list with a tensor of several indices, as NumPy and PyTorch allow.
def top_categories(logits, categories, k):
    probabilities, indices = logits.softmax(1).topk(k)
    return [list(zip(categories[i], p.tolist())) for i, p in zip(indices, probabilities)]
