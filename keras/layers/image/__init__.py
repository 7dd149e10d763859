"""Layers that change images, most of them at random while a model trains."""
