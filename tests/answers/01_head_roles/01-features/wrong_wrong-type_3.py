# Somebody who returns what torchvision's extractor returns: a dict.
from torchvision.models.feature_extraction import create_feature_extractor


def features_of(model, x):
    return create_feature_extractor(copy.deepcopy(model), ["flatten"])(x)
