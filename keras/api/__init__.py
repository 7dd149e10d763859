"""How the public names are reached: lazily, and under TensorFlow's names."""
