# Somebody who leaves the model alone and repairs a copy.
def repair(model):
    mended = copy.deepcopy(model)
    dtype = next(mended.backbone.parameters()).dtype
    for p in mended.head.parameters():
        p.data = p.data.to(dtype)
    came = mended.backbone(torch.randn(2, 3, 16, 16))
    if came.dim() > 2:
        if came.size(2) * came.size(3) == 1:
            mended.backbone.add_module("flatten", nn.Flatten(1))
        else:
            mended.set_submodule("head", nn.LazyConv2d(model.num_classes, 1))
            mended(torch.randn(2, 3, 16, 16))
    elif came.size(1) != mended.head.in_features:
        mended.head = nn.Linear(came.size(1), model.num_classes)
    return mended
