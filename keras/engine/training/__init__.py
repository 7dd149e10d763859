"""Steps, runs of steps, epochs: `fit`, `evaluate` and `predict`."""
