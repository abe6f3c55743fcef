# Somebody who lets torchvision's extractor trace the model itself: it sets modes while it does.
from torchvision.models.feature_extraction import create_feature_extractor


def features_of(model, x):
    return create_feature_extractor(model, {"flatten": "out"})(x)["out"]
