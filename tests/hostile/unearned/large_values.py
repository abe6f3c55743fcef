"""Returns a tensor of 200 MB and a text of 100 MB."""

# %% 00-best-class
def best_class(logits):
    return torch.zeros(50_000_000)

# %% 00-quiz-1
answer_1 = "a" * 100_000_000
