"""torchvision's create_feature_extractor."""

LESSON = "01_head_roles"

# %% after set-up
from torchvision.models.feature_extraction import create_feature_extractor

extractor = create_feature_extractor(models.resnet18(weights=None).eval(), {"flatten": "f"})
print(extractor(torch.zeros(1, 3, 64, 64))["f"].shape)

# %% 01-features
from torchvision.models.feature_extraction import create_feature_extractor


def features_of(model, x):
    seen = []
    handle = model.fc.register_forward_pre_hook(lambda module, args: seen.append(args[0]))
    model(x)
    handle.remove()
    return seen[0]
