"""A DataLoader with workers, and multiprocessing in a cell of their own."""

LESSON = "06_metric_pitfalls"

# %% after set-up
pairs = TensorDataset(torch.arange(12.0), torch.arange(12))
print(sum(len(y) for _, y in DataLoader(pairs, batch_size=5, num_workers=2)))
