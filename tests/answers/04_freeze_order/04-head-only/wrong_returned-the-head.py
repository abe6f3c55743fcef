# The new layer instead of the model.
def head_only(model, num_classes):
    model.requires_grad_(False)
    replace_head(model, num_classes)
    return find_head(model, torch.zeros(2, 3, 64, 64))[1]
