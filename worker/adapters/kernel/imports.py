"""What a notebook imports of the libraries that are slow to import, and whether anything forbids having them ready.

A process that has imported a library before the notebook runs differs from a fresh one only if the notebook acts
before its import: changes the environment, or where modules come from. Such a notebook gets a fresh process.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from worker.notebook.syntax import parse_module

SLOW = frozenset({
    "PIL",
    "altair",
    "joblib",
    "lightgbm",
    "lightning",
    "matplotlib",
    "mlflow",
    "networkx",
    "numpy",
    "pandas",
    "pina",
    "plotly",
    "polars",
    "pyarrow",
    "pytorch_lightning",
    "scipy",
    "seaborn",
    "skimage",
    "sklearn",
    "statsmodels",
    "sympy",
    "torch",
    "torchmetrics",
    "torchvision",
    "xgboost",
})  # fmt: skip
"""libraries whose import does nothing but define things; none that computes paths from HOME or opens connections"""
LATE = ("MLFLOW_TRACKING_", "MLFLOW_EXPERIMENT_", "MLFLOW_RUN_", "MLFLOW_HTTP_", "MLFLOW_S3_", "MLFLOW_WORKSPACE")
"""variables that MLFLOW reads when it needs them, not when it is imported"""
IMPORTING = frozenset({"modules", "meta_path", "path_hooks", "path"})
"""what of `sys` decides where modules come from"""
MODULES = (".py", ".pyc", ".so")
LOCAL_FILES = 100


@dataclass(frozen=True, kw_only=True)
class Imports:
    """What one notebook's kernel may have imported before it begins."""

    modules: frozenset[str]
    """dotted names of slow libraries' modules, parents included"""
    doubt: str = ""
    """why only a fresh process will do; empty: none"""


def read_imports(codes: Sequence[str], *, folder: Path) -> Imports:
    """Imports of a notebook's cells; modules that lie in its folder are read for doubts too."""
    trees = [tree for code in codes if (tree := _parsed(code)) is not None]
    wanted = {name for tree in trees for name in _imported(tree.body) if name.partition(".")[0] in SLOW}
    doubt = next((doubt for tree in (*trees, *_local(trees, folder)) for doubt in _doubts(tree)), "")
    parents = {".".join(name.split(".")[:end]) for name in wanted for end in range(1, name.count(".") + 1)}
    return Imports(modules=frozenset(wanted | parents), doubt=doubt)


def shadowed(folder: Path, names: Iterable[str]) -> str:
    """The first of these top-level modules that a file or package beside the notebook would replace; else empty."""
    try:
        there = {entry.name.partition(".")[0] for entry in folder.iterdir() if _importable(entry)}
    except OSError:
        return ""
    return min(there.intersection(names), default="")


def _importable(entry: Path) -> bool:
    # A folder without `__init__` gives way to any package of its name, wherever that lies
    return entry.suffix in MODULES or any((entry / f"__init__{suffix}").exists() for suffix in MODULES)


def _parsed(code: str) -> ast.Module | None:
    try:
        return parse_module(code)
    except (SyntaxError, ValueError):
        return None


def _imported(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Modules of import statements that run whenever the cell does."""
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module


def _local(trees: Iterable[ast.Module], folder: Path) -> Iterator[ast.Module]:
    """The modules in the notebook's folder that it imports, and those that they import."""
    waiting, seen = list(trees), set[Path]()
    while waiting and len(seen) < LOCAL_FILES:
        tree = waiting.pop()
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {name.partition(".")[0] for name in _imported(imports)}
        for name in names:
            files = [folder / f"{name}.py", *sorted((folder / name).glob("**/*.py"))]
            for file in files:
                if file in seen or not file.is_file():
                    continue
                seen.add(file)
                found = _parsed(file.read_text(encoding="utf-8", errors="replace"))
                if found is not None:
                    waiting.append(found)
                    yield found


def _doubts(tree: ast.Module) -> Iterator[str]:
    """What the code does that would have to happen before an import."""
    harmless = {id(node) for call in ast.walk(tree) for node in _harmless(call)}
    sys_names = {"sys"} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "sys"
    }
    for node in ast.walk(tree):
        if id(node) in harmless:
            continue
        name = _dotted(node)
        module, _, attribute = name.partition(".")
        if module in sys_names and attribute in IMPORTING:
            yield f"it uses sys.{attribute}"
        elif isinstance(node, ast.ImportFrom) and node.module == "sys" and {one.name for one in node.names} & IMPORTING:
            yield "it takes names out of sys"
        elif name.endswith(("os.putenv", "os.unsetenv", "load_dotenv")):
            yield f"it calls {name}"
        elif _changes_environment(node):
            yield "it changes the environment"


def _harmless(node: ast.AST) -> Iterator[ast.AST]:
    """The `sys.path` of `sys.path.append(…)`: what comes last shadows nothing."""
    if isinstance(node, ast.Attribute) and node.attr in ("append", "extend") and _dotted(node.value).endswith(".path"):
        yield node.value


def _changes_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _is_environment(node.value) and not _late(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_environment(node.func.value):
        if node.func.attr in ("setdefault", "pop"):
            return not (node.args and _late(node.args[0]))
        return node.func.attr in ("update", "clear", "popitem", "__setitem__", "__delitem__")
    return isinstance(node, ast.AugAssign) and _is_environment(node.target)


def _is_environment(node: ast.AST) -> bool:
    return _dotted(node).rpartition(".")[2] == "environ"


def _late(key: ast.AST) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.startswith(LATE)


def _dotted(node: ast.AST) -> str:
    """`a.b.c` of names and attributes; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
