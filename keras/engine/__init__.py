"""What layers and models are made of, and how models are trained."""
