"""The same work in TensorFlow by hand: the floor under every package."""

import time

import tensorflow as tf

from benchmarks import inference, workload


def cases(quick: bool) -> dict:
    """Returns a function a case; those with no counterpart are missing."""
    seconds = 0.3 if quick else 1.0
    arrays, dataset = (Fit(kind, quick).sample for kind in ("arrays", "data"))
    return {
        "fit arrays": arrays,
        "fit tf.data": dataset,
        "predict one row": inference.Once(_predict, seconds).sample,
        "eager call, one row": inference.Once(_call, seconds).sample,
    }


class Mlp(tf.Module):
    """The network as matrices, with Adam's fused kernel."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (workload.FEATURES, *workload.UNITS)
        self.kernels = [
            tf.Variable(tf.random.normal(shape, stddev=shape[0] ** -0.5))
            for shape in zip(sizes, sizes[1:], strict=False)
        ]
        self.biases = [tf.Variable(tf.zeros(size)) for size in sizes[1:]]
        self.step = tf.Variable(0.0)
        self.moments = [
            (tf.Variable(tf.zeros(v.shape)), tf.Variable(tf.zeros(v.shape)))
            for v in self.weights
        ]

    @property
    def weights(self) -> list[tf.Variable]:
        """Kernels, then biases."""
        return [*self.kernels, *self.biases]

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        for kernel, bias in zip(self.kernels[:-1], self.biases, strict=False):
            x = tf.nn.relu(tf.nn.bias_add(tf.matmul(x, kernel), bias))
        return tf.nn.bias_add(tf.matmul(x, self.kernels[-1]), self.biases[-1])

    def train_step(self, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        """Takes one step of Adam; returns the loss."""
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, self(x))
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, self.weights)
        step = self.step.assign_add(1.0)
        powers = tf.pow(0.9, step), tf.pow(0.999, step)
        for v, (m, s), g in zip(
            self.weights, self.moments, gradients, strict=True
        ):
            tf.raw_ops.ResourceApplyAdam(
                var=v.handle,
                m=m.handle,
                v=s.handle,
                beta1_power=powers[0],
                beta2_power=powers[1],
                lr=0.001,
                beta1=0.9,
                beta2=0.999,
                epsilon=1e-7,
                grad=g,
            )
        return loss


class Fit:
    """An epoch inside one graph.

    Args:
        kind: 'arrays' or 'data'.
        quick: Whether to take a tenth of the rows.
    """

    def __init__(self, kind: str, quick: bool) -> None:
        self._epoch = _array_epoch if kind == "arrays" else _dataset_epoch
        self._quick = quick
        self._run = None

    def sample(self) -> dict[str, float]:
        """Returns the milliseconds a step of one epoch."""
        x, y = workload.rows(self._quick)
        if self._run is None:
            self._run = self._epoch(Mlp())
            self._run(x, y)
        start = time.perf_counter()
        self._run(x, y)
        seconds = time.perf_counter() - start
        return {"ms": 1e3 * seconds / (len(x) / workload.BATCH)}


def _array_epoch(model: Mlp):
    @tf.function(reduce_retracing=True)
    def epoch(x, y):
        order = tf.random.shuffle(tf.range(tf.shape(x)[0]))
        total = 0.0
        for step in tf.range(tf.shape(x)[0] // workload.BATCH):
            start = step * workload.BATCH
            rows = order[start : start + workload.BATCH]
            total += model.train_step(tf.gather(x, rows), tf.gather(y, rows))
        return total

    return lambda x, y: epoch(tf.constant(x), tf.constant(y)).numpy()


def _dataset_epoch(model: Mlp):
    @tf.function(reduce_retracing=True)
    def epoch(dataset):
        total = 0.0
        for x, y in dataset:
            total += model.train_step(x, y)
        return total

    def run(x, y):
        dataset = tf.data.Dataset.from_tensor_slices((x, y))
        return epoch(dataset.batch(workload.BATCH).prefetch(8)).numpy()

    return run


def _predict():
    model, row = Mlp(), workload.one_row()
    compiled = tf.function(model)
    return lambda: compiled(tf.constant(row)).numpy()


def _call():
    model, row = Mlp(), tf.constant(workload.one_row())
    return lambda: model(row)
