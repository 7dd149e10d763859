"""Methods of models, arguments of older Keras, and callbacks."""

from __future__ import annotations

import libcst as cst

from keras.cli.migration import arguments, older_call
from keras.saving.config import keras1_places

_QUEUE = {
    "max_q_size": "max_queue_size",
    "nb_worker": "workers",
    "pickle_safe": "use_multiprocessing",
}
_STEPS = (
    "the generator's batch size isn't seen here. Write {new}, in batches, for "
    "{old}, in samples"
)


def _in_batches(
    call: older_call.OlderCall, old: str, new: str, generator: str
) -> None:
    """Turns a count of samples into one of batches."""
    given = call.arguments
    samples = given.get(old)
    if samples is None:
        return
    size = call.facts.batch_size(given.get(generator))
    if size is None:
        raise arguments.Refusal(_STEPS.format(old=old, new=new))
    given.put(old, _batches(samples, size))
    given.rename(old, new)


def _batches(samples: cst.BaseExpression, size: str) -> str:
    """Returns the text of how many batches hold all samples."""
    text = arguments.code(samples)
    if arguments.literal(samples) is not None and size.isdigit():
        return str(-(-int(arguments.literal(samples)) // int(size)))
    return f"-(-{_bracketed(text)} // {_bracketed(size)})"


def _bracketed(text: str) -> str:
    """Returns an expression as an operand."""
    whole = cst.Name | cst.Call | cst.Attribute | cst.Integer | cst.Subscript
    alone = isinstance(cst.parse_expression(text), whole)
    return text if alone else f"({text})"


def _train(call: older_call.OlderCall) -> None:
    _accuracy(call)
    given = call.arguments
    _in_batches(call, "samples_per_epoch", "steps_per_epoch", "generator")
    arrays = given.get("validation_data")
    if isinstance(arrays, cst.Tuple):
        given.pop("nb_val_samples")
    _in_batches(call, "nb_val_samples", "validation_steps", "validation_data")
    call.target = "fit"


def _evaluate(call: older_call.OlderCall) -> None:
    _in_batches(call, "val_samples", "steps", "generator")


def _to_classes(call: older_call.OlderCall) -> None:
    units = call.facts.outputs(call.receiver)
    if units == 1:
        call.around = '({} > 0.5).astype("int32")'
        return
    call.around = "{}.argmax(axis=-1)"
    if units is None:
        call.notes.append(
            "predict_classes is the largest output's number now. For a model "
            'of one output write `(model.predict(x) > 0.5).astype("int32")`'
        )


def _accuracy(call: older_call.OlderCall) -> None:
    for word in ("accuracy", "show_accuracy"):
        if call.arguments.pop(word) is not None:
            call.notes.append(
                f"{word} is gone: write metrics=['accuracy'] in `compile`"
            )


_OF_ACCURACY = older_call.Rule(before=_accuracy)


_EPOCHS = {"nb_epoch": "epochs"}

# Method -> rule. The name tells that the object is a model.
UNMISTAKABLE = {
    "evaluate_generator": older_call.Rule(
        was="generator val_samples",
        now="generator steps callbacks",
        writes="x",
        target="evaluate",
        renames={**_QUEUE, "generator": "x"},
        before=_evaluate,
    ),
    "fit_generator": older_call.Rule(
        was="generator samples_per_epoch nb_epoch verbose callbacks "
        "validation_data nb_val_samples class_weight max_q_size nb_worker "
        "pickle_safe initial_epoch",
        now="generator steps_per_epoch epochs verbose callbacks "
        "validation_data validation_steps",
        writes="x",
        renames={**_EPOCHS, **_QUEUE, "generator": "x"},
        before=_train,
    ),
    "predict_classes": older_call.Rule(
        now="x batch_size verbose", target="predict", before=_to_classes
    ),
    "predict_generator": older_call.Rule(
        was="generator val_samples",
        now="generator steps callbacks",
        writes="x",
        target="predict",
        renames={**_QUEUE, "generator": "x"},
        before=_evaluate,
    ),
}
# Method -> rule; of models only, or where an argument is Keras 1's.
OF_MODELS = {
    "compile": older_call.Rule(dropped="class_mode"),
    "evaluate": _OF_ACCURACY,
    "fit": older_call.Rule(
        was="x y batch_size nb_epoch",
        now="x y batch_size epochs",
        renames=_EPOCHS,
        before=_accuracy,
    ),
    "predict_proba": older_call.Rule(
        now="x batch_size verbose", target="predict"
    ),
    "test_on_batch": _OF_ACCURACY,
    "train_on_batch": _OF_ACCURACY,
}


def _logs(call: older_call.OlderCall) -> None:
    given = call.arguments
    monitor = given.get("monitor")
    if monitor is not None:
        given.put("monitor", arguments.mapped(call.facts.logs, monitor))
    path = given.get("filepath")
    if isinstance(path, cst.SimpleString):
        text = arguments.code(path)
        for old, new in call.facts.logs.items():
            text = text.replace(f"{{{old}:", f"{{{new}:")
        given.put("filepath", text)


def _board(call: older_call.OlderCall) -> None:
    """Names arguments by Keras 2.0's order, where that's how they stand."""
    items = [item for item in call.arguments.items if item.is_positional]
    values = [arguments.literal(i.arg.value, default=call) for i in items]
    for name, item in zip(keras1_places.of_board(values), items):
        item.name = name


CALLBACKS = {
    "callbacks.EarlyStopping": older_call.Rule(now="monitor", after=_logs),
    "callbacks.ModelCheckpoint": older_call.Rule(
        now="filepath monitor", after=_logs
    ),
    "callbacks.ReduceLROnPlateau": older_call.Rule(
        now="monitor", renames={"epsilon": "min_delta"}, after=_logs
    ),
    "callbacks.TensorBoard": older_call.Rule(
        dropped=" ".join(keras1_places.BOARD_DROPPED), before=_board
    ),
}
