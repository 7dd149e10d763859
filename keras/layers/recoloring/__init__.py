"""Layers that recolor images, cover parts of them, or mix them."""
