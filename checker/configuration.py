"""Where the options of a run come from: the command line, over the environment, over `[tool.checker]` of the nearest
`pyproject.toml` that has such a table, upwards from the current directory.

Decides which of them counts, and refuses what it does not know. Each of `KEYS` is a key of the table; in the
environment it is named `CHECKER_` and the key in capitals, with _ for -. A list in the environment is divided by
commas, `paths` by the separator of PATH. Paths in the file are meant from its own directory. A list replaces the one
below it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from checker.gate import Gate
from checker.loading import DEFAULT
from checker.selection import did_you_mean
from checker.settings import Settings

FILE = "pyproject.toml"
#: Every key, and what its value must be.
KEYS: Mapping[str, str] = {
    "paths": "list", "timeout": "number", "memory": "integer", "jobs": "integer", "require": "text",
    "allow-assumptions": "list", "allow-checked": "list", "digits": "integer", "samples": "integer", "seed": "integer",
}  # fmt: skip
_BAR = frozenset(f.name for f in fields(Gate))
_KINDS = {"list": "a list of strings", "number": "a number", "integer": "an integer", "text": "a string"}


class ConfigurationError(ValueError):
    """An option that is not known or makes no sense; names its place, the key, and what should stand there."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a run is told. `sources` says of every key that was given where: in a file, a variable, an option."""

    paths: tuple[Path, ...]
    settings: Settings
    gate: Gate
    sources: Mapping[str, str]


def configure(
    given: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    start: Path | None = None,
    *,
    file: bool = True,
) -> Configuration:
    """The configuration of a run. `given` holds what the command line says, None for what it does not; `environment` is
    that of the process and `start` the current directory unless given. Without `file`, none is read: it may be as
    little trusted as the scripts beside it. Raises ConfigurationError.
    """
    start = Path.cwd() if start is None else start
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    layers = (
        _file(start) if file else (),
        _environment(os.environ if environment is None else environment),
        _options(given or {}),
    )
    for layer in layers:
        for key, value, source in layer:
            values[key], sources[key] = value, source
    paths = tuple(Path(p) for p in values.pop("paths", [str(DEFAULT)]))
    named: dict[str, Any] = {k.replace("-", "_"): tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    bar = {k: v for k, v in named.items() if k in _BAR}
    settings = Settings(**{k: v for k, v in named.items() if k not in bar})
    return Configuration(paths, settings, Gate(**bar), sources)


def table(start: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """The nearest pyproject.toml with a table for this checker, and the table. Raises ConfigurationError for a file on
    the way that cannot be read.
    """
    for folder in (start, *start.parents):
        path = folder / FILE
        try:
            tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as e:
            raise ConfigurationError(f"{path} cannot be read: {e}") from e
        found = tool.get("checker") if isinstance(tool, dict) else None
        if isinstance(found, dict):
            return path, found
        if found is not None:
            raise ConfigurationError(f"{path}: [tool.checker] must be a table, not {found!r}")
    return None


def _file(start: Path) -> Iterator[tuple[str, Any, str]]:
    found = table(start)
    if found is None:
        return
    path, keys = found
    for key, value in keys.items():
        source = f"{path}: [tool.checker] {key}"
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or f"it may be {', '.join(KEYS)}"
            raise ConfigurationError(f"{source}: no such key: {hint}")
        if not _fits(value, KEYS[key]):
            raise ConfigurationError(f"{source} must be {_KINDS[KEYS[key]]}, not {value!r}")
        if key == "paths":
            value = [os.path.relpath(path.parent / p, start) for p in value]
        yield key, _sound(key, value, source), source


def _environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    for key, kind in KEYS.items():
        name = "CHECKER_" + key.upper().replace("-", "_")
        source = f"{name} in the environment"
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            value = _read(text, kind, os.pathsep if key == "paths" else ",")
        except ValueError as e:
            raise ConfigurationError(f"{source} must be {_KINDS[kind]}, not {text!r}") from e
        yield key, _sound(key, value, source), source


def _options(given: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for key, value in given.items():
        if value is not None:
            yield key, _sound(key, value, ""), f"--{key}"


def _read(text: str, kind: str, separator: str) -> Any:
    match kind:
        case "list":
            return [part.strip() for part in text.split(separator) if part.strip()]
        case "number":
            return float(text)
        case "integer":
            return int(text)
    return text


def _fits(value: Any, kind: str) -> bool:
    match value:
        case bool():
            return False
        case int():
            return kind in ("number", "integer")
        case float():
            return kind == "number"
        case str():
            return kind == "text"
        case list():
            return kind == "list" and all(isinstance(x, str) for x in value)
    return False


def _sound(key: str, value: Any, source: str) -> Any:
    """The value, if it makes sense alone: what is wrong with it is said of the place where it stands."""
    try:
        match key:
            case "require":
                Gate(require=value)
            case "paths" if not value:
                raise ValueError("paths must name a script or a directory")
            case _ if KEYS[key] != "list":
                Settings(**{key: value})
    except ValueError as e:
        raise ConfigurationError(f"{source}: {e}" if source else str(e)) from e
    return float(value) if KEYS[key] == "number" else value
