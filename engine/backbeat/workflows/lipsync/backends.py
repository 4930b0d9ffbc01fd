"""The backends by name, each prepared for what one face says."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from backbeat.errors import InputError, RequestError
from backbeat.progress import Progress
from backbeat.workflows.lipsync.preparing import Prepared, Wanted

REWRITE, WARP = "rewrite", "warp"
_SERVICE = "service:"
_OTHERS = {
    "onnx:wav2lip": ("backbeat.workflows.lipsync.generating", "prepare_generator"),
    "onnx:musetalk": ("backbeat.workflows.lipsync.generating", "prepare_generator"),
    _SERVICE: ("backbeat.workflows.lipsync.service", "prepare_service"),
}
"""What prepares the other backends, by name; loaded when it is asked for."""
_PREVIEW = "So warp made the mouths: a preview, to judge timing by."


def backends() -> list[str]:
    """Names of the backends that are here, without those of services."""
    return [REWRITE, WARP, *(name for name in _OTHERS if name != _SERVICE and _module_of(name))]


def check_backend(name: str) -> None:
    """Raises: RequestError: there is no backend called `name`."""
    if name in ("", REWRITE, WARP) or _module_of(name):
        return
    there = [REWRITE, WARP, *(other for other in _OTHERS if _module_of(other))]
    named = [f"{other}NAME" if other == _SERVICE else other for other in there]
    raise RequestError(
        f"There is no backend called {name}.",
        f"There are {', '.join(named[:-1])} and {named[-1]}; without one, rewrite or warp is "
        "chosen by the footage.",
    )


def prepared(wanted: Wanted, progress: Progress) -> Prepared:
    """Prepares the backend that a request names, else the best that there is material for.

    Raises:
        RequestError: there is no such backend, or a commercial project may not use its model.
        InputError: what it takes is missing.
        NotFoundError: its model was not added.
        MediaError: a video cannot be read.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    name = wanted.request.backend
    check_backend(name)
    if found := _module_of(name):
        made: Prepared = getattr(import_module(found[0]), found[1])(wanted, progress)
        return made
    if name == WARP:
        return _warp(wanted, (), progress)
    return _rewrite(wanted, progress)


def _module_of(name: str) -> tuple[str, str] | None:
    key = _SERVICE if name.startswith(_SERVICE) else name
    found = _OTHERS.get(key)
    return found if found is not None and find_spec(found[0]) is not None else None


def _rewrite(wanted: Wanted, progress: Progress) -> Prepared:
    """The own mouths of the speaker; where there are too few and nobody asked for it, warp."""
    from backbeat.workflows.lipsync.rewriting import prepare_rewrite, rewritten, too_little

    request, path = wanted.request, wanted.faces.path
    banks = [Path(bank) for bank in request.bank_paths]
    take = max(1, request.take)
    try:
        what = rewritten(wanted.lines, wanted.faces, banks, take, progress.part(0, 0.7))
    except InputError as error:
        if request.backend:
            raise
        return _warp(wanted, (error.message, _PREVIEW), progress.part(0.7, 1))
    scarce = too_little(what.bank, path)
    if not what.bank.is_usable and scarce and not request.backend:
        return _warp(wanted, (scarce, _PREVIEW), progress.part(0.7, 1))
    backend = prepare_rewrite(what, wanted.folder, progress.part(0.7, 1))
    return Prepared(backend, REWRITE, warnings=(*what.warnings, *([scarce] if scarce else [])))


def _warp(wanted: Wanted, why: tuple[str, ...], progress: Progress) -> Prepared:
    from backbeat.workflows.lipsync.warping import prepare_warp

    made = prepare_warp(wanted.lines, wanted.faces.path, progress)
    return Prepared(made.backend, WARP, preview=True, warnings=(*why, *made.warnings))
