# Somebody who passes everything at once.
def cached_features(backbone, images, batch_size):
    with heads.modes_kept(backbone), torch.no_grad():
        return backbone.eval()(images)
