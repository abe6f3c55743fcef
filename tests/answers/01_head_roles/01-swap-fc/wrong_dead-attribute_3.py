# Somebody who swaps rightly, and keeps the old head as a souvenir that gets saved and optimised.
def swap_fc(model, num_classes):
    model.dropout_fc = nn.Linear(model.fc.in_features, 128)
    model.fc = nn.Linear(model.fc.in_features, num_classes)
    return model
