"""Layers that summarise windows, or all places, of the input."""
