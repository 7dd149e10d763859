"""The layer: variables made once, and a call that computes."""
