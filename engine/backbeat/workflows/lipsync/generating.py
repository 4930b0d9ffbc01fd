"""Prepares the backends of networks that the user added."""

from __future__ import annotations

from backbeat.errors import InputError, RequestError
from backbeat.lipsync.neural.backend import NeuralBackend
from backbeat.lipsync.neural.makers import Maker
from backbeat.lipsync.neural.musetalk import musetalk
from backbeat.lipsync.neural.wav2lip import wav2lip
from backbeat.models.generators.devices import device_for
from backbeat.models.generators.kinds import KINDS, WAV2LIP
from backbeat.models.generators.registered import Generator, registered
from backbeat.models.registry import Card, added_card
from backbeat.progress import Progress
from backbeat.workflows.lipsync.preparing import Prepared, Wanted

_PREFIX = "onnx:"
_BATCHES = {"wav2lip": 32, "musetalk": 8}
"""Pictures at once, at most: as their authors run them, within the sizes there are."""


def prepare_generator(wanted: Wanted, progress: Progress) -> Prepared:
    """Prepares the generator that a request names.

    Args:
        wanted: what the face says.
        progress: may cancel.

    Raises:
        RequestError: there is no such backend, or its licence forbids a commercial project.
        NotFoundError: the model was not added.
        InputError: its files are damaged, or the face is seen nowhere.
        CancelledError: the job was cancelled.
    """
    name = wanted.request.backend
    kind = KINDS.get(name.removeprefix(_PREFIX))
    if kind is None or not name.startswith(_PREFIX):
        raise RequestError(
            f"There is no backend called {name}.",
            f"Of networks there are {' and '.join(_PREFIX + one for one in KINDS)}.",
        )
    warnings = _allowed(added_card(kind.name), commercial=wanted.request.commercial)
    device = device_for()
    progress(0, f"Opening {kind.title}")
    generator, card = registered(kind, device, _BATCHES[kind.name])
    try:
        progress(0.5, f"Listening with {kind.title}")
        maker = maker_of(generator, wanted)
    except BaseException:
        generator.close()
        raise
    progress(1, f"Prepared {kind.title}")
    backend = NeuralBackend(maker, _BATCHES[kind.name], generator.close)
    return Prepared(
        backend,
        name,
        licence=card.licence,
        model_sha256=tuple(card.files.values()) or (card.sha256,),
        device=generator.device,
        device_reason=device.reason,
        warnings=warnings,
        afterwards=lambda: generator.notes,
    )


def maker_of(generator: Generator, wanted: Wanted) -> Maker:
    """What makes the mouths of some lines.

    Raises:
        InputError: the face is seen nowhere, or the network cannot be run.
    """
    networks, lines = generator.networks, wanted.lines
    try:
        if generator.kind == WAV2LIP:
            return wav2lip(networks["generator"], lines)
        return musetalk(networks, lines)
    except ValueError as error:
        raise InputError(
            f"The face is seen nowhere in {wanted.faces.path} where it is to speak.",
            "Choose another face, or another part of the video.",
        ) from error


def _allowed(card: Card, *, commercial: bool) -> tuple[str, ...]:
    """What is to be said of a licence.

    Raises:
        RequestError: it forbids what is asked for.
    """
    if not commercial or card.commercial == "yes":
        return ()
    if card.commercial == "no":
        raise RequestError(
            f"The licence of {card.name} forbids commercial projects: {card.licence}",
            "Use the backend rewrite, or a model whose licence allows it.",
        )
    return (
        f"Whether the licence of {card.name} allows commercial projects is not known: "
        f"{card.licence}",
    )
