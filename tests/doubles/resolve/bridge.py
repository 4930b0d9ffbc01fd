"""What a script sees of Resolve's objects: the habits of its bridge, good and bad.

`hasattr` is true of every name; a name that does not exist, or not yet in this version, reads None;
`dir` lists methods and no constants; every answer brings new objects, which nothing but GetUniqueId
can compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.doubles.resolve import surface
from tests.doubles.resolve.arguments import checked
from tests.doubles.resolve.faces import FACES
from tests.doubles.resolve.refusals import Broken, NotModelled, Undocumented
from tests.doubles.resolve.surface import Method
from tests.doubles.resolve.world import World

CALL_MS = 0.6


class Proxy:
    """An object of Resolve's, in a script's hands."""

    __slots__ = ("_double_state", "_double_world")

    def __init__(self, world: World, state: Any) -> None:
        object.__setattr__(self, "_double_world", world)
        object.__setattr__(self, "_double_state", state)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        world, state = _inside(self)
        method = surface.methods(state.api).get(name)
        if method is not None and method.since <= world.version:
            return _bound(world, state, method)
        if state.api == "Resolve":
            return constant(world, name)
        return None

    def __setattr__(self, name: str, value: object) -> None:
        raise Undocumented(f"{_inside(self)[1].api}.{name} is set: Resolve's objects take nothing.")

    def __dir__(self) -> list[str]:
        world, state = _inside(self)
        found = surface.methods(state.api).values()
        return [each.name for each in found if each.since <= world.version]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Proxy):
            raise Undocumented("two of Resolve's objects are compared; compare their GetUniqueId.")
        return False

    def __hash__(self) -> int:
        raise Undocumented("an object of Resolve's is hashed; its GetUniqueId can be.")

    def __repr__(self) -> str:
        return f"<{_inside(self)[1].api} of the double>"


def state_of(proxy: Any) -> Any:
    """What lies behind an object, for tests to look at; Resolve offers no such thing."""
    return _inside(proxy)[1]


def constant(world: World, name: str) -> float | None:
    """A constant of the Resolve object, as a float; None where there is none."""
    if name == "EXPORT_OTIO" and not world.behaviour.otio:
        return None
    return surface.constants().get(name)


def wrapped(world: World, value: Any) -> Any:
    """An answer as a script gets it: new objects for states."""
    if hasattr(type(value), "api"):
        return Proxy(world, value)
    if isinstance(value, list | tuple):
        return [wrapped(world, each) for each in value]
    if isinstance(value, dict):
        return {key: wrapped(world, each) for key, each in value.items()}
    return value


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Proxy):
        return _inside(value)[1]
    if isinstance(value, list):
        return [_unwrapped(each) for each in value]
    if isinstance(value, dict):
        return {key: _unwrapped(each) for key, each in value.items()}
    return value


def _inside(proxy: Proxy) -> tuple[World, Any]:
    return (
        object.__getattribute__(proxy, "_double_world"),
        object.__getattribute__(proxy, "_double_state"),
    )


def _bound(world: World, state: Any, method: Method) -> Callable[..., Any]:
    called = f"{state.api}.{method.name}"

    def call(*arguments: Any, **keywords: Any) -> Any:
        if keywords:
            raise Undocumented(f"{called} takes no keyword arguments: {', '.join(keywords)}.")
        given = [_unwrapped(each) for each in arguments]
        signature = checked(state.api, method, tuple(given))
        _count(world, called, method, signature.deprecated)
        model = getattr(FACES[state.api](world, state), method.name, None)
        if model is None:
            raise NotModelled(f"{called} is documented, but the double does not model it.")
        if _fails(world, state, method):
            return method.failure
        try:
            return wrapped(world, model(*given))
        except Exception as error:
            raise Broken(f"{called} of the double failed: {error!r}") from error

    return call


def _count(world: World, called: str, method: Method, deprecated_form: bool) -> None:
    world.calls[called] += 1
    world.spend(CALL_MS)
    gone = method.deprecated is not None and method.deprecated <= world.version
    if gone or (deprecated_form and world.version >= (21, 1, 0)):
        world.deprecated[called] += 1


def _fails(world: World, state: Any, method: Method) -> bool:
    if id(state) in world.gone:
        return True
    if world.upsell and world.behaviour.upsell_blocks:
        return True
    reads = method.name.startswith(("Get", "Is"))
    opened = world.dialog or world.calls.total() in world.behaviour.dialog_calls
    return opened and world.behaviour.dialogs_block and not reads
