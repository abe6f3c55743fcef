# Somebody who returns what topk returns.
def top_categories(logits, categories, k):
    return logits.softmax(dim=1).topk(k, dim=1)
