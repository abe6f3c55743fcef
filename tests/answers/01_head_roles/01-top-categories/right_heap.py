# Somebody with the standard library at their fingertips.
import heapq


def top_categories(logits, categories, k):
    def best(row):
        total = sum(math.exp(z) for z in row)
        return [
            (name, math.exp(z) / total)
            for z, name in heapq.nlargest(k, zip(row, categories), key=lambda pair: pair[0])
        ]

    return [best(row) for row in logits.tolist()]
