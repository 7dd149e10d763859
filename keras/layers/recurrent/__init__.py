"""Layers that go over a sequence step by step, and the cells in them."""
