# A mistake that people make: the result has the wrong type.
HEADS = ['fc', 'classifier.6', 'classifier', 'classifier.3', 'classifier.1', 'classifier.2', 'heads.head', 'head', 'classifier.1', 'fc']
