//! Networks, datasets, training and weights: tensors in, tensors out.
