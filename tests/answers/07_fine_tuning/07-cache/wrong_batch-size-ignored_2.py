# chunk() takes a number of batches, split() their size.
def cached_features(backbone, images, batch_size):
    device = next(backbone.parameters()).device
    with heads.modes_kept(backbone), torch.no_grad():
        backbone.eval()
        return torch.cat([backbone(b.to(device)).cpu() for b in images.chunk(batch_size)])
