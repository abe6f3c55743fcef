# Somebody who makes both and forgets the last line.
def head_and_loss(kind, in_features, num_classes):
    head = nn.Linear(in_features, 1 if kind == "binary" else num_classes)
    loss = nn.CrossEntropyLoss() if kind == "multiclass" else nn.BCEWithLogitsLoss()
