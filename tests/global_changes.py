"""What the functions of a module change that is the module's own: a cache that lives as long as the process."""

from __future__ import annotations

import ast
from collections.abc import Iterator

CHANGING_METHODS = {
    *("add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert"),
    *("intersection_update", "move_to_end", "pop", "popitem", "popleft", "remove", "reverse", "setdefault", "sort"),
    *("subtract", "symmetric_difference_update", "update"),
}


def changes_of_globals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Return line and name where a function changes what the module has made, or binds a name of the module anew."""
    names = set(made_by(tree.body))
    for function in functions_in(tree):
        yield from ((node.lineno, ", ".join(node.names)) for node in ast.walk(function) if isinstance(node, ast.Global))
        shared = names - own_names(function)
        yield from ((node.lineno, node.id) for node in changed_in(function) if node.id in shared)


def made_by(statements: list[ast.stmt]) -> Iterator[str]:
    """Return the names that a module binds to what it makes: a list, a dictionary, what a call returns ..."""
    for node in statements:
        match node:
            case ast.Assign(targets=targets, value=value) if can_be_changed(value):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if can_be_changed(value):
                yield name
            case ast.If(body=body, orelse=other) | ast.Try(body=body, orelse=other):
                yield from made_by([*body, *other])


def can_be_changed(value: ast.expr | None) -> bool:
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Call)


def functions_in(node: ast.AST) -> Iterator[ast.FunctionDef]:
    """Return the functions that are not inside of another one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield child
        else:
            yield from functions_in(child)


def own_names(function: ast.FunctionDef) -> set[str]:
    parameters = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    return parameters | {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def changed_in(function: ast.FunctionDef) -> Iterator[ast.Name]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr=method)) if method in CHANGING_METHODS:
                yield name
            case ast.Subscript(value=ast.Name() as name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Attribute(value=ast.Name() as name, ctx=ast.Store() | ast.Del()):
                yield name
