"""How loops are compiled: numba reads the annotations, so that a signature is written once and mypy checks it too.

`compiled` makes a function that Python calls: at import, for exactly the annotated types, kept on disk. `inlined` makes
one that only compiled functions call; it becomes part of them, whatever types they hand over. NamedTuples of arrays,
also nested, are passed as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numba as nb

from optimiser.model.arrays import Flags, Int32s, Ints

_Function = TypeVar("_Function", bound=Callable[..., Any])
_TYPES: list[tuple[Any, Any]] = [
    (Ints, nb.int64[::1]),
    (Int32s, nb.int32[::1]),
    (Flags, nb.uint8[::1]),
    (int, nb.int64),
    (bool, nb.boolean),
    (type(None), nb.void),
]


def _stamp() -> str:
    """Changes whenever a file with a loop changes.

    numba keeps a compiled function until its own file changes, and would not hear of what it inlined from another one.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        source = path.read_bytes()
        if b"optimiser.model.kernel" in source:
            digest.update(source)
    return digest.hexdigest()


_STAMP = _stamp()


def numba_type(annotation: Any) -> Any:
    """The type that numba calls by another name; TypeError for one that kernels do not take."""
    for known, found in _TYPES:
        if annotation == known:
            return found
    tuple_of: Any = nb.types.BaseTuple.from_types
    if get_origin(annotation) is tuple:
        return tuple_of([numba_type(part) for part in get_args(annotation)])
    if hasattr(annotation, "_fields"):
        parts = [numba_type(part) for part in get_type_hints(annotation).values()]
        return tuple_of(parts, annotation)
    raise TypeError(f"A kernel cannot take {annotation}.")


def compiled(function: _Function) -> _Function:
    """Compile for the annotated types, or load what was compiled before."""
    types = {name: numba_type(hint) for name, hint in get_type_hints(function).items()}
    dispatcher: Any = nb.njit(cache=True)(function)
    dispatcher._cache._cache_file._source_stamp = _STAMP
    dispatcher.compile(types.pop("return")(*types.values()))
    dispatcher.disable_compile()
    return dispatcher  # type: ignore[no-any-return]  # numba has no types


def inlined(function: _Function) -> _Function:
    """Compile as a part of whatever compiled function calls this one. It allocates nothing and returns no array.

    So nothing is counted: without `_nrt` every call would count the references to all arrays of its NamedTuples.
    """
    njit: Any = nb.njit
    return njit(forceinline=True, _nrt=False)(function)  # type: ignore[no-any-return]  # as above


def inlined_with_memory(function: _Function) -> _Function:
    """The same for a function that makes arrays or lists, or hands them on."""
    njit: Any = nb.njit
    return njit(forceinline=True)(function)  # type: ignore[no-any-return]  # as above
