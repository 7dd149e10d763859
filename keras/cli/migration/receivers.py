"""Which expressions of a script are models, and what it says of them."""

from __future__ import annotations

import libcst as cst

from keras.cli.migration import arguments, references

_MAKERS = {
    "Model",
    "Sequential",
    "models.Model",
    "models.Sequential",
    "models.clone_model",
    "models.load_model",
    "models.model_from_config",
    "models.model_from_json",
}


class Receivers(cst.CSTVisitor):
    """What the variables of a script hold, told by their source text.

    Args:
        module: The script.
        found: What its names stand for.
    """

    def __init__(self, module: cst.Module, found: references.References):
        super().__init__()
        self._found = found
        self._values: dict[str, list[cst.BaseExpression]] = {}
        self._returns: dict[str, list[cst.BaseExpression]] = {}
        self._added: dict[str, list[cst.BaseExpression]] = {}
        self._bases: dict[str, list[cst.BaseExpression]] = {}
        self._functions: list[str] = []
        self.logged: set[str] = set()
        self.changes_rates = False
        module.visit(self)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._bases[node.name.value] = [arg.value for arg in node.bases]

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._functions.append(node.name.value)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._functions.pop()

    def visit_Return(self, node: cst.Return) -> None:
        if self._functions and node.value is not None:
            values = self._returns.setdefault(self._functions[-1], [])
            values.append(node.value)

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            text = arguments.code(target.target)
            self._values.setdefault(text, []).append(node.value)
            if text.endswith((".learning_rate", ".lr")):
                self.changes_rates = True

    def visit_Call(self, node: cst.Call) -> None:
        path = self._found.below(node.func) or ""
        if path.endswith(("ReduceLROnPlateau", "LearningRateScheduler")):
            self.changes_rates = True
        if path == "backend.set_value" and node.args:
            rate = arguments.code(node.args[0].value)
            if rate.endswith((".learning_rate", ".lr")):
                self.changes_rates = True
        if isinstance(node.func, cst.Attribute):
            self._note_method(node, node.func)

    def _note_method(self, node: cst.Call, func: cst.Attribute) -> None:
        if func.attr.value == "add" and len(node.args) == 1:
            text = arguments.code(func.value)
            self._added.setdefault(text, []).append(node.args[0].value)
        if func.attr.value == "compile":
            for arg in node.args:
                if arg.keyword is not None and arg.keyword.value == "metrics":
                    self._note_metrics(arg.value)

    def _note_metrics(self, value: cst.BaseExpression) -> None:
        metrics = arguments.literal(value, default=[])
        if isinstance(metrics, list | tuple):
            self.logged.update(m for m in metrics if isinstance(m, str))

    def is_model(self, node: cst.BaseExpression, depth: int = 3) -> bool | None:
        """Returns if an expression is a model; None if that isn't seen."""
        if depth == 0:
            return None
        if isinstance(node, cst.Call):
            return self._makes_model(node, depth)
        values = self._values.get(arguments.code(node))
        if not values:
            return None
        told = [
            self.is_model(value, depth - 1)
            for value in values
            if arguments.code(value) != "None"
        ]
        if False in told:
            return False
        return True if True in told else None

    def _makes_model(self, node: cst.Call, depth: int) -> bool | None:
        path = self._found.below(node.func)
        if path is not None:
            name = path.rpartition(".")[2]
            is_ready = path.startswith("applications.") and name[:1].isupper()
            return path in _MAKERS or is_ready
        if self._found.path(node.func) is not None:
            return False
        name = arguments.code(node.func)
        if name in self._bases:
            bases = [self._found.below(base) for base in self._bases[name]]
            return any(base in _MAKERS for base in bases)
        told = [
            self.is_model(value, depth - 1)
            for value in self._returns.get(name, [])
        ]
        return told[0] if told else None

    def outputs(self, node: cst.BaseExpression | None) -> int | None:
        """Returns the units of a Sequential model's last Dense layer."""
        if node is None:
            return None
        text = arguments.code(node)
        layers = self._added.get(text)
        values = self._values.get(text, [])
        if layers is None and len(values) == 1:
            layers = self._listed(values[0])
        for layer in reversed(layers or []):
            name = isinstance(layer, cst.Call) and self._found.below(layer.func)
            if name == "layers.Activation":
                continue
            return self._units(layer) if name == "layers.Dense" else None
        return None

    def _listed(
        self, node: cst.BaseExpression
    ) -> list[cst.BaseExpression] | None:
        if not isinstance(node, cst.Call) or not node.args:
            return None
        value = node.args[0].value
        if not isinstance(value, cst.List):
            return None
        return [element.value for element in value.elements]

    def _units(self, layer: cst.Call) -> int | None:
        for arg in layer.args:
            if arg.keyword is None or arg.keyword.value in (
                "units",
                "output_dim",
            ):
                return self._number(arg.value)
        return None

    def _number(self, node: cst.BaseExpression) -> int | None:
        """Returns a whole number, or that of a variable set once."""
        values = self._values.get(arguments.code(node), [node])
        number = arguments.literal(values[0]) if len(values) == 1 else None
        return number if isinstance(number, int) else None

    def batch_size(self, node: cst.BaseExpression | None) -> str | None:
        """Returns the text of the batch size that a generator is given."""
        if isinstance(node, cst.Call):
            for arg in node.args:
                if arg.keyword is not None and arg.keyword.value in (
                    "batch_size",
                    "batchsize",
                ):
                    return arguments.code(arg.value)
            return None
        values = node is not None and self._values.get(arguments.code(node))
        if values and len(values) == 1 and isinstance(values[0], cst.Call):
            return self.batch_size(values[0])
        return None
