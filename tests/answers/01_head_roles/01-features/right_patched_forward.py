# A tester's habit: fc is told to pass its input on, for as long as the block lasts.
from unittest.mock import patch


def features_of(model, x):
    with patch.object(model.fc, "forward", lambda features: features):
        return model(x)
