"""containerd, asked through the CRI as a kubelet asks."""
