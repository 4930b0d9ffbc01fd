"""Whether a call's arguments are of a documented kind."""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve import surface
from tests.doubles.resolve.refusals import Undocumented
from tests.doubles.resolve.surface import Method, Signature

_BASIC: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
    "dict": (dict,),
}


def checked(api: str, method: Method, given: tuple[Any, ...]) -> Signature:
    """The documented way of calling that the arguments (states, not proxies) fit.

    Raises:
        Undocumented: they fit none; the message says what is wrong with the nearest.
    """
    called = f"{api}.{method.name}"
    wrong: list[str] = []
    for signature in method.signatures:
        if len(given) < signature.least or (
            signature.most is not None and len(given) > signature.most
        ):
            continue
        fault = next(filter(None, map(_fault, _types_for(signature, len(given)), given)), None)
        if fault is None:
            return signature
        wrong.append(fault)
    if not wrong:
        ways = " or ".join(f"{each.least} to {each.most}" for each in method.signatures)
        raise Undocumented(f"{called} takes {ways} arguments, not {len(given)}.")
    raise Undocumented(f"{called}: {wrong[0]}.")


def _types_for(signature: Signature, count: int) -> list[str]:
    types = list(signature.types[:count])
    return types + [signature.types[-1]] * (count - len(types)) if types else []


def _fault(wanted: str, given: Any) -> str | None:
    """What is wrong with a value; None: nothing."""
    faults = [_fault_of_one(each, given) for each in wanted.split("|")]
    return None if None in faults else faults[0]


def _fault_of_one(wanted: str, given: Any) -> str | None:
    if wanted == "None":
        return None if given is None else f"{given!r} is not None"
    if wanted.startswith("list["):
        if not isinstance(given, list):
            return f"{given!r} is no list"
        return next(filter(None, (_fault(wanted[5:-1], each) for each in given)), None)
    if wanted.startswith("'"):
        return None if isinstance(given, str) else f"{given!r} is no text"
    if wanted in _BASIC:
        return _fault_of_basic(wanted, given)
    if surface.is_typed_dict(wanted):
        return _fault_of_dict(wanted, given)
    if surface.is_literal(wanted):
        # An unknown word is answered with False, as reported; a number would be another matter.
        return None if isinstance(given, str) else f"{given!r} is no {wanted}"
    if surface.is_enum(wanted):
        # Text in place of a constant is refused in silence, as reported.
        return None if isinstance(given, float | int | str) else f"{given!r} is no {wanted}"
    if getattr(type(given), "api", None) == wanted:
        return None
    return f"{given!r} is no {wanted}"


def _fault_of_basic(wanted: str, given: Any) -> str | None:
    if isinstance(given, bool) and wanted != "bool":
        return f"{given!r} is no {wanted}"
    return None if isinstance(given, _BASIC[wanted]) else f"{given!r} is no {wanted}"


def _fault_of_dict(wanted: str, given: Any) -> str | None:
    if not isinstance(given, dict):
        return f"{given!r} is no {wanted}"
    known = surface.fields(wanted)
    for key, value in given.items():
        if key not in known:
            return f"{wanted} has no key {key!r}"
        fault = _fault(known[key], value)
        if fault is not None:
            return f"{wanted}[{key!r}]: {fault}"
    return None
