"""Which files of a test run are derivation scripts. Reads configuration and, of a file that may be one, its text.

A file is taken

- under a configured path (`checker_paths`, or `paths` of `[tool.checker]`, or `derivations`): when scripts were asked
  for by --checker, by `checker = true`, or by configuring paths at all; or when it is, or lies below, a path given
  to pytest that lies under the configured one: `pytest derivations/` needs no option;
- elsewhere: when its text marks a function with `@derivation`, and it was named itself or --checker was given.

conftest.py and files whose name or folder starts with _ or . are none, as for the command, nor are test modules by
their name (`python_files`), unless their text says so. So a project that does nothing but install us collects nothing.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

DEFAULT = "derivations"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`roots`: the configured paths. `asked`: collect them wherever pytest meets them. `everywhere`: take scripts
    outside of them too. `given`: what pytest was told to collect. `extra`: what it is to collect besides.
    """

    roots: tuple[Path, ...]
    asked: bool
    everywhere: bool
    given: tuple[Path, ...]
    extra: tuple[str, ...]
    test_names: tuple[str, ...]

    @staticmethod
    def of(config: pytest.Config) -> Wanted:
        """What the options and the configuration say."""
        told: bool | None = config.getini("checker")
        everywhere = config.option.checker or bool(told)
        listed = config.getini("checker_paths") or _configured(config.rootpath)
        asked = everywhere or (bool(listed) and told is not False)
        roots = tuple(_normal(Path(p)) for p in listed or [config.rootpath / DEFAULT])
        base = config.invocation_params.dir
        given = tuple(_normal(base / a.partition("::")[0]) for a in config.args)
        extra: list[str] = []
        if asked and config.args_source is not pytest.Config.ArgsSource.ARGS:
            missing = [r for r in roots if not any(r.is_relative_to(g) for g in given)]
            extra = [str(r) for r in missing if listed or r.exists()]
        patterns = tuple(config.getini("python_files"))
        return Wanted(roots, asked, everywhere, (*given, *map(Path, extra)), tuple(extra), patterns)

    def takes(self, path: Path, named: bool) -> bool:
        """Whether the file is to be collected as a script; `named`: it was given itself, not its folder."""
        if path.name == "conftest.py" or (self.is_test(path) and not is_script(path)):
            return False
        for root in self.roots:
            if path.is_relative_to(root) and (named or not _hidden(path.relative_to(root).parts)):
                return self.asked or any(g.is_relative_to(root) and path.is_relative_to(g) for g in self.given)
        return (named or (self.everywhere and not _hidden(path.parts[-1:]))) and is_script(path)

    def is_test(self, path: Path) -> bool:
        """Whether the file's name says that it is a test module."""
        return any(path.match(p) for p in self.test_names)

    def under_roots(self) -> list[Path]:
        """What of the configured paths is to be collected, so far as can be said before pytest walks them."""
        pairs = [(root, g) for root in self.roots for g in self.given]
        return [root if root.is_relative_to(g) else g for root, g in pairs
                if root.is_relative_to(g) or g.is_relative_to(root)]  # fmt: skip


def _configured(root: Path) -> list[Path]:
    """The paths of `[tool.checker]` or the environment, if given there. Raises UsageError for a table that is wrong."""
    tables = [folder / "pyproject.toml" for folder in (root, *root.parents)]
    if "CHECKER_PATHS" not in os.environ and not any(_has(path, b"checker") for path in tables):
        return []
    from checker.configuration import ConfigurationError, configure

    try:
        found = configure(start=root)
    except ConfigurationError as e:
        raise pytest.UsageError(str(e)) from e
    return [root / p for p in found.paths] if "paths" in found.sources else []


def _has(path: Path, word: bytes) -> bool:
    try:
        return word in path.read_bytes()
    except OSError:
        return False


def is_script(path: Path) -> bool:
    """Whether the text marks a function of the module with `@derivation`."""
    try:
        text = path.read_bytes()
        if b"derivation" not in text or b"checker" not in text:
            return False
        return any(
            isinstance(node, ast.FunctionDef) and any(map(_marks, node.decorator_list)) for node in ast.parse(text).body
        )
    except (OSError, SyntaxError, ValueError, RecursionError):
        return False  # pytest itself says what is wrong with a file that was named


def _marks(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Name(id="derivation") | ast.Attribute(attr="derivation")):
            return True
    return False


def _hidden(parts: Iterable[str]) -> bool:
    return any(p.startswith(("_", ".")) for p in parts)


def _normal(path: Path) -> Path:
    return Path(os.path.abspath(path))


WANTED = pytest.StashKey[Wanted]()
