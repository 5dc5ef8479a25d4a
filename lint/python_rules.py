"""Rules for Python files, read as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from lint.findings import Finding, Source

LONGEST_FUNCTION = 50
LONGEST_DECLARATION = 60

COMMIT_ALLOWED = ("app/panel/boundary.py", "app/jobs/", "app/cli", "app/kernel/database.py")
BELOW_PANEL = (
    "app/kernel/",
    "app/models.py",
    "app/user_models.py",
    "app/sign_in_models.py",
    "app/work_models.py",
    "app/records/",
    "app/domain/",
    "app/jobs/",
)
MODEL_OF_FAB = "flask_appbuilder.Model"
TABLES_OF_FAB = ("flask_appbuilder.models.", "flask_appbuilder.security.sqla.models.")

Rule = Callable[[Source, ast.Module], Iterator[Finding]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_in(source: Source, *places: str) -> bool:
    """Whether the file is one of ``places``: a file, or everything that begins so."""
    return source.path.startswith(places)


def length(function: Function) -> int:
    """Lines of a function from ``def`` to its end, docstring and decorators left out."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    prose = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - prose


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last part of the name that is called: ``commit`` for ``session.commit()``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield node, name


def short_functions(source: Source, tree: ast.Module) -> Iterator[Finding]:
    if is_in(source, "migrations/"):
        return
    for function in functions(tree):
        if (lines := length(function)) > LONGEST_FUNCTION:
            sentence = f"{function.name} has {lines} lines; none above {LONGEST_FUNCTION}. Cut it into named steps."
            yield source.finding(function.lineno, "function-length", sentence)


def short_declarations(source: Source, tree: ast.Module) -> Iterator[Finding]:
    if not is_in(source, "app/views/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_DECLARATION:
            sentence = f"{node.name} has {lines} lines; a view declares in {LONGEST_DECLARATION}. Logic belongs lower."
            yield source.finding(node.lineno, "declaration-length", sentence)


def commits(source: Source, tree: ast.Module) -> Iterator[Finding]:
    if not is_in(source, "app/") or is_in(source, *COMMIT_ALLOWED):
        return
    for call, name in calls(tree):
        if name == "commit" and isinstance(call.func, ast.Attribute):
            sentence = "Only the request boundary, jobs and the command line commit. Flush, and let them."
            yield source.finding(call.lineno, "commit", sentence)


def raw_flashes(source: Source, tree: ast.Module) -> Iterator[Finding]:
    for call, name in calls(tree):
        match call:
            case ast.Call(args=[ast.Call(func=ast.Name(id="str" | "repr")) | ast.JoinedStr() | ast.Constant(), *_]):
                if name == "flash" and is_in(source, "app/"):
                    sentence = "Show a Message made by say(), not an exception's text or an untranslated string."
                    yield source.finding(call.lineno, "flash", sentence)


def blind_excepts(source: Source, tree: ast.Module) -> Iterator[Finding]:
    if not is_in(source, "app/views/"):
        return
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None | ast.Name(id="Exception" | "BaseException")):
                sentence = "Views catch no Exception; the boundary turns a SplotError into a page."
                yield source.finding(node.lineno, "blind-except", sentence)


def relationships(source: Source, tree: ast.Module) -> Iterator[Finding]:
    if not is_in(source, "app/"):
        return
    for call, name in calls(tree):
        words = {keyword.arg for keyword in call.keywords}
        if name == "backref" or "backref" in words:
            yield source.finding(call.lineno, "backref", "Name both sides with back_populates.")
        if name == "relationship" and "secondary" in words:
            sentence = "A secondary table goes round the access guard and the history. Map the link as a class."
            yield source.finding(call.lineno, "secondary", sentence)


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name in full, dots and all: ``flask_appbuilder.Model``."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in names)


def low_imports(source: Source, tree: ast.Module) -> Iterator[Finding]:
    """What import-linter cannot say: below the panels Flask-AppBuilder's tables are welcome, its views are not."""
    if not is_in(source, *BELOW_PANEL):
        return
    for line, name in imported(tree):
        if name.startswith("flask_appbuilder") and name != MODEL_OF_FAB and not name.startswith(TABLES_OF_FAB):
            sentence = f"{name}: below the panels Flask-AppBuilder is its tables alone."
            yield source.finding(line, "floor", sentence)


def bare_tables(source: Source, tree: ast.Module) -> Iterator[Finding]:
    """The access guard sees mapped classes only; who names the table itself reads and writes round it."""
    if not is_in(source, "app/domain/", "app/panel/", "app/views/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            sentence = "A bare table goes round the access guard. Ask app/records/, which starts from checked ids."
            yield source.finding(node.lineno, "bare-table", sentence)


RULES: tuple[Rule, ...] = (
    short_functions,
    short_declarations,
    commits,
    raw_flashes,
    blind_excepts,
    relationships,
    low_imports,
    bare_tables,
)


def check(source: Source) -> Iterator[Finding]:
    """All Python rules over one file."""
    tree = ast.parse(source.text, filename=source.path)
    for rule in RULES:
        yield from rule(source, tree)
