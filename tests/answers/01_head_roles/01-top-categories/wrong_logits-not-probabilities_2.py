# Somebody who divides by the sum, as one does with counts.
def top_categories(logits, categories, k):
    shares = logits / logits.sum(dim=1, keepdim=True)
    indices = logits.topk(k, dim=1).indices
    return [[(categories[i], row[i].item()) for i in best] for row, best in zip(shares, indices)]
