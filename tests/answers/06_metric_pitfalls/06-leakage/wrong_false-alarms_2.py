# A hash of 8 x 8 light and dark places is too coarse for clothes.
def leaked(train_images, test_images):
    def code(images):
        small = F.adaptive_avg_pool2d(images.float(), 4).flatten(1)
        return (small > small.mean(1, keepdim=True)).int()

    known = torch.cat([code(train_images), code(train_images.flip(-1))])
    away = torch.cdist(code(test_images).float(), known.float(), p=1).amin(1)
    return (away <= 1).nonzero().flatten().tolist()
