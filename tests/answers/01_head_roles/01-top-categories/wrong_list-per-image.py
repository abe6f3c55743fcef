# Somebody who has one image in mind.
def top_categories(logits, categories, k):
    probabilities, indices = logits[0].softmax(0).topk(k)
    return [(categories[i], p.item()) for i, p in zip(indices, probabilities)]
