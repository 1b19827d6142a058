"""Small changes to a program's text, one at a time: operators, bounds, numbers, guards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

SWAPPED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A changed program.

    Args:
        code: the whole module, changed in one place.
        line: where.
        what: the kind of change, before and after.
    """

    code: str
    line: int
    what: str


def count(source: str) -> int:
    """Return in how many ways a module can be changed."""
    return len(list(_sites(ast.parse(source))))


def mutant(source: str, at: int) -> Mutant:
    """Return a module with its change number `at`."""
    tree = ast.parse(source)
    node, kind, index = list(_sites(tree))[at]
    before = ast.unparse(_changed(node))
    line = getattr(node, "lineno", 0) or _changed(node).lineno
    if isinstance(node, ast.Compare):
        node.ops[index] = SWAPPED[type(node.ops[index])]()
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        node.op = SWAPPED[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.Constant(kind == "true")
    elif isinstance(node, ast.comprehension):
        node.ifs = node.ifs[1:]
    elif isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool) else node.value + 1
    elif isinstance(node, ast.Call):
        node.func.id = CALLS[node.func.id]
    after = kind if kind in ("true", "false", "unfiltered") else ast.unparse(node)
    return Mutant(ast.unparse(ast.fix_missing_locations(tree)), line, f"{kind}: {before} -> {after}"[:200])


def _changed(node: ast.AST) -> ast.expr:
    if isinstance(node, ast.If | ast.IfExp):
        return node.test
    return node.ifs[0] if isinstance(node, ast.comprehension) else node


def _sites(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int]]:
    """Yield every place that can be changed, but for annotations, imports and assertions for the type checker."""
    left_out: set[int] = set()
    for node in ast.walk(tree):
        annotations = [getattr(node, name, None) for name in ("annotation", "returns")]
        typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        whole = [node] if typing or isinstance(node, ast.Assert | ast.ImportFrom) else []
        left_out |= {id(below) for part in (*annotations, *whole) if part for below in ast.walk(part)}
    for node in ast.walk(tree):
        if id(node) not in left_out:
            yield from ((node, kind, index) for kind, index in _kinds(node))


def _kinds(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Compare):
        yield from (("comparison", i) for i, op in enumerate(node.ops) if type(op) in SWAPPED)
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield "arithmetic", 0
    elif isinstance(node, ast.BoolOp):
        yield "logic", 0
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "negation", 0
    elif isinstance(node, ast.If):
        yield from (("true", 0), ("false", 0))
    elif isinstance(node, ast.IfExp):
        yield "false", 0
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "unfiltered", 0
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        yield "value", 0
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield "call", 0
