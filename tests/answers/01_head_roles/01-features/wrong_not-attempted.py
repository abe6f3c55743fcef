# Nobody yet: the stub as it is handed out.
def features_of(model, x):
    """Images (N, 3, H, W) -> what enters model.fc, (N, in_features)."""
    raise NotImplementedError("your code here")
