"""The walk through a script that rewrites its calls and names."""

from __future__ import annotations

import libcst as cst
from libcst import metadata

from keras.cli.migration import (
    arguments,
    function_rules,
    import_lines,
    layer_rules,
    leftovers,
    method_rules,
    names,
    older_call,
    optimizer_rules,
    receivers,
    references,
    spelling,
)

RULES = {
    **{f"layers.{name}": rule for name, rule in layer_rules.RULES.items()},
    **function_rules.RULES,
    **method_rules.CALLBACKS,
    **optimizer_rules.RULES,
}
METHODS = {**method_rules.UNMISTAKABLE, **method_rules.OF_MODELS}
# Layers that nothing but Keras 1 had.
_ONLY_KERAS1 = {
    "layers.Merge",
    "layers.TimeDistributedDense",
    "layers.merge",
}
_LOGS = {
    "acc": "accuracy",
    "val_acc": "val_accuracy",
}
_ORDERINGS = {"th": "channels_first", "tf": "channels_last"}
_DATA_FORMAT = older_call.Rule(target="backend.image_data_format")
# The switch between two Keras: today there is one.
_LEGACY = "TF_USE_LEGACY_KERAS"


class Rewriting(cst.CSTTransformer):
    """Rewrites one script.

    Args:
        wrapper: The script.
        dialect: What it speaks; None to see by its names.
    """

    def __init__(self, wrapper: metadata.MetadataWrapper, dialect: str | None):
        super().__init__()
        self.notes: list[tuple[int, str]] = []
        self._wrapper = wrapper
        self._lines = wrapper.resolve(metadata.PositionProvider)
        self._found = references.References(wrapper, _is_known)
        self._spelling = spelling.Spelling(self._found)
        self._models = receivers.Receivers(wrapper.module, self._found)
        self._calls: dict[cst.Call, older_call.Rule] = {}
        # Names that are spelled with the call that they stand in.
        self._postponed: set[cst.CSTNode] = set()
        self._is_keras1 = dialect == "keras1"
        self._sees_dialect = dialect is None
        self._dialect = dialect

    def run(self) -> bytes:
        """Returns the new script."""
        seen = _Seen(self._rule, self._found)
        self._wrapper.module.visit(seen)
        self._calls = seen.calls
        if self._sees_dialect:
            self._is_keras1 = seen.is_keras1
        new = self._wrapper.module.visit(self)
        lines = import_lines.ImportLines(self._found, self._spelling)
        return import_lines.without_marked(new.visit(lines))

    def _rule(self, node: cst.Call) -> older_call.Rule | None:
        """Returns the rule for a call, if it's of Keras and has one."""
        path = self._found.below(node.func)
        if path is not None:
            return RULES.get(_public(path))
        full = self._found.path(node.func)
        if full is not None:
            return optimizer_rules.TENSORFLOW_RULES.get(_in_tensorflow(full))
        if isinstance(node.func, cst.Attribute):
            return self._method_rule(node, node.func)
        return None

    def _method_rule(
        self, node: cst.Call, func: cst.Attribute
    ) -> older_call.Rule | None:
        rule = METHODS.get(func.attr.value)
        if rule is None or not self._speaks_keras():
            return None
        is_model = self._models.is_model(func.value)
        words = {arg.keyword.value for arg in node.args if arg.keyword}
        is_sure = func.attr.value in method_rules.UNMISTAKABLE or (
            words & rule.names_of_keras1()
        )
        if is_model or (is_model is None and is_sure):
            return rule
        if is_model is None and func.attr.value == "predict_proba":
            self._note(node, _UNSURE.format(arguments.code(func.value)))
        return None

    def _speaks_keras(self) -> bool:
        """Returns if anything of Keras is imported or used."""
        paths = [use.path for use in self._found.of.values()]
        paths += [binding.path for binding in self._found.bindings]
        paths += [
            ".".join(references.words(star.module))
            for star in self._found.stars
        ]
        return any(names.parts(path) for path in paths)

    def _note(self, node: cst.CSTNode, reason: str) -> None:
        self.notes.append((self._lines[node].start.line, reason))

    # Calls.

    def visit_Call(self, node: cst.Call) -> None:
        if node in self._calls and self._found.locate(node.func):
            self._postponed.add(node.func)

    def leave_Call(
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        rule = self._calls.get(original_node)
        if rule is None:
            return self._log_asked_for(original_node, updated_node)
        call = self._older_call(original_node, updated_node, rule)
        try:
            rule.apply(call)
            args = call.arguments.written(rule.written())
        except function_rules.KeptAsItIs:
            return self._as_it_is(original_node, updated_node)
        except arguments.Refusal as refusal:
            name = arguments.code(original_node.func)
            self._note(original_node, f"{name}: {refusal}")
            return self._as_it_is(original_node, updated_node)
        for note in call.notes:
            self._note(original_node, note)
        func = self._new_func(original_node, updated_node, call)
        new = updated_node.with_changes(func=func, args=args)
        return self._with_result(original_node, new, call)

    def _older_call(
        self, original: cst.Call, updated: cst.Call, rule: older_call.Rule
    ) -> older_call.OlderCall:
        found = self._found.locate(original.func)
        if found is None:
            path = original.func.attr.value
            receiver = original.func.value
        else:
            path = self._found.below(original.func) or found.path
            receiver = None
        positions = rule.positions(self._is_keras1, original.args)
        facts = older_call.Facts(
            changes_rates=self._models.changes_rates,
            logs=self._logs(),
            spell=lambda path: arguments.code(self._near(original, path)),
            batch_size=self._models.batch_size,
            outputs=self._models.outputs,
        )
        return older_call.OlderCall(
            path=path,
            arguments=arguments.Arguments(updated.args, positions),
            is_keras1=self._is_keras1,
            facts=facts,
            receiver=receiver,
        )

    def _logs(self) -> dict[str, str]:
        logged = self._models.logged
        return _LOGS if "accuracy" in logged and "acc" not in logged else {}

    def _as_it_is(
        self, original: cst.Call, updated: cst.Call
    ) -> cst.BaseExpression:
        if original.func not in self._postponed:
            return updated
        func = self._respelled(original.func, updated.func)
        return updated.with_changes(func=func)

    def _new_func(
        self,
        original: cst.Call,
        updated: cst.Call,
        call: older_call.OlderCall,
    ) -> cst.BaseExpression:
        if original.func not in self._postponed:
            name = cst.Name(call.target or call.path)
            return updated.func.with_changes(attr=name)
        if call.target is None:
            return self._respelled(original.func, updated.func)
        return self._near(original, call.target)

    def _near(self, original: cst.Call, path: str) -> cst.BaseExpression:
        """Spells a path below Keras's root as the call's own name is."""
        found = self._found.locate(original.func)
        if not path.startswith("tensorflow."):
            there = names.parts(found.path)
            root = names.ROOTS[there[0]] if there else "tensorflow.keras"
            path = f"{root}.{path}"
        return self._spelling.spell(path, found.binding)

    def _with_result(
        self, original: cst.Call, new: cst.Call, call: older_call.OlderCall
    ) -> cst.BaseExpression:
        if call.called_with is not None:
            return cst.Call(new, [cst.Arg(call.called_with)])
        if call.wrapper is not None:
            func = self._near(original, call.wrapper)
            more = arguments.Arguments(call.wrapper_arguments, [])
            more.items.insert(0, arguments.Item(None, cst.Arg(new), True))
            return cst.Call(func, more.written([]))
        if call.around == "{}":
            return new
        return cst.parse_expression(call.around.format(arguments.code(new)))

    # Names.

    def _respelled(
        self, original: cst.CSTNode, updated: cst.BaseExpression
    ) -> cst.BaseExpression:
        use = self._found.of.get(original)
        if use is None:
            return updated
        self._note_leftover(original, use)
        path = self._spelling.today(use.path, use.binding)
        if path is None:
            use.binding.kept += 1
            self._note(original, f"{use.path}: its parts went several ways")
            return updated
        new = self._spelling.spell(path, use.binding)
        if arguments.code(new) == arguments.code(updated):
            return updated
        return new.with_changes(lpar=updated.lpar, rpar=updated.rpar)

    def _note_leftover(
        self, node: cst.CSTNode, use: references.Reference
    ) -> None:
        below = self._found.below(node)
        if below is not None:
            reason = leftovers.reason(leftovers.KERAS, below)
            instead = None if below in RULES else names.instead(below)
            if reason is None and instead is not None:
                reason = f"it's kept for older code: take {instead}"
        else:
            path = _in_tensorflow(use.path)
            reason = leftovers.reason(leftovers.TENSORFLOW, path)
        if reason is not None:
            self._note(node, f"{arguments.code(node)}: {reason}")

    def leave_Name(
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        return self._unless_postponed(original_node, updated_node)

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        if original_node in self._found.of:
            return self._unless_postponed(original_node, updated_node)
        return self._attribute(original_node, updated_node)

    def _unless_postponed(
        self, original: cst.CSTNode, updated: cst.BaseExpression
    ) -> cst.BaseExpression:
        if original in self._postponed:
            return updated
        return self._respelled(original, updated)

    def _attribute(
        self, original: cst.Attribute, updated: cst.Attribute
    ) -> cst.Attribute:
        """`model.optimizer.lr`, and methods that graphs needed."""
        name = original.attr.value
        owner = original.value
        dotted = (
            isinstance(owner, cst.Attribute) and owner.attr.value == "layers"
        )
        key = f"layers.{name}" if dotted else name
        if key in leftovers.METHODS and self._speaks_keras():
            text = f"{arguments.code(original)}: {leftovers.METHODS[key]}"
            self._note(original, text)
        is_optimizer = (
            isinstance(owner, cst.Attribute) and owner.attr.value == "optimizer"
        )
        if name == "lr" and is_optimizer and self._speaks_keras():
            return updated.with_changes(attr=cst.Name("learning_rate"))
        return updated

    # What older names are compared with, or look up; lines that go.

    def visit_Comparison(self, node: cst.Comparison) -> None:
        call = node.left
        path = isinstance(call, cst.Call) and self._found.below(call.func)
        told = [arguments.literal(c.comparator) for c in node.comparisons]
        if path == "backend.image_dim_ordering" and set(told) <= {*_ORDERINGS}:
            self._calls[call] = _DATA_FORMAT

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.Comparison:
        if self._calls.get(original_node.left) is not _DATA_FORMAT:
            return updated_node
        targets = [
            target.with_changes(
                comparator=arguments.mapped(_ORDERINGS, target.comparator)
            )
            for target in updated_node.comparisons
        ]
        return updated_node.with_changes(comparisons=targets)

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine:
        goes = len(original_node.body) == 1 and self._goes(
            original_node.body[0]
        )
        return import_lines.marked(updated_node) if goes else updated_node

    def _goes(self, small: cst.BaseSmallStatement) -> bool:
        """Returns if a statement has nothing left to do today."""
        if isinstance(small, cst.Assign):
            target = small.targets[0].target
            return (
                isinstance(target, cst.Subscript)
                and self._found.path(target.value) == "os.environ"
                and _LEGACY in arguments.code(target)
            )
        if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
            path = self._found.path(small.value.func) or ""
            if path == "os.environ.setdefault":
                return _LEGACY in arguments.code(small.value)
            return _in_tensorflow(path) in names.IDLE
        return False

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.Subscript:
        index = updated_node.slice[0].slice
        is_one = isinstance(index, cst.Index) and len(updated_node.slice) == 1
        if not is_one or not _are_logs(original_node.value):
            return updated_node
        key = arguments.mapped(self._logs(), index.value)
        return updated_node.with_deep_changes(index, value=key)

    def _log_asked_for(self, original: cst.Call, updated: cst.Call) -> cst.Call:
        """`logs.get("acc")`, in a callback."""
        is_get = isinstance(original.func, cst.Attribute) and (
            original.func.attr.value == "get"
        )
        if not is_get or not updated.args or not _are_logs(original.func.value):
            return updated
        first = updated.args[0]
        key = arguments.mapped(self._logs(), first.value)
        return updated.with_changes(
            args=[first.with_changes(value=key), *updated.args[1:]]
        )

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        """Tells of methods that nothing calls today."""
        methods = {
            one.name.value: one
            for one in node.body.body
            if isinstance(one, cst.FunctionDef)
        }
        renamed = "compute_output_shape" in methods
        for name, reason in leftovers.DEFINITIONS.items():
            is_told = name in methods and self._speaks_keras()
            if is_told and not (renamed and name == "get_output_shape_for"):
                self._note(methods[name], f"{name}: {reason}")

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import:
        return original_node

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        return original_node


def _are_logs(node: cst.BaseExpression) -> bool:
    """Returns if it's `….history`, or a callback's `logs`."""
    if isinstance(node, cst.Attribute):
        return node.attr.value == "history"
    return isinstance(node, cst.Name) and node.value == "logs"


_UNSURE = (
    "{}.predict_proba: is it a model of Keras? Then write `predict`, which "
    "gives the same"
)


class _Seen(cst.CSTVisitor):
    """The calls that have a rule, and whether they speak Keras 1.

    Args:
        rule: Returns the rule of a call, or None.
        found: What the names of the script stand for.
    """

    def __init__(self, rule, found: references.References):
        super().__init__()
        self.calls: dict[cst.Call, older_call.Rule] = {}
        self.is_keras1 = False
        self._rule = rule
        self._found = found

    def visit_Call(self, node: cst.Call) -> None:
        rule = self._rule(node)
        if rule is None:
            return
        self.calls[node] = rule
        path = self._found.below(node.func) or ""
        words = {arg.keyword.value for arg in node.args if arg.keyword}
        if path in _ONLY_KERAS1 or words & rule.names_of_keras1():
            self.is_keras1 = True
        numbers = [arg for arg in node.args[:3] if arg.keyword is None]
        if "Convolution" in path and len(numbers) == 3:
            older = rule.positions(True, node.args)
            self.is_keras1 |= older != rule.positions(False, node.args)


def _is_known(path: str | None) -> bool:
    """Returns if a path below Keras's root means something to the rules."""
    return path is not None and (
        path in RULES
        or path in names.NAMES
        or path in leftovers.KERAS
        or path in ("models.Sequential", "models.load_model")
    )


def _public(path: str) -> str:
    """Returns the path under which the rules have a class."""
    short = {
        "Input": "layers.Input",
        "Model": "models.Model",
        "Sequential": "models.Sequential",
    }
    return short.get(path, path)


def _in_tensorflow(path: str) -> str:
    path = path.removeprefix("tensorflow.")
    return path.removeprefix("compat.v1.")
