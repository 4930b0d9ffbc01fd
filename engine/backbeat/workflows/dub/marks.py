"""Says in a dub what of it was generated: mouths, and lines that a machine speaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from backbeat.media.generated import BY_MODEL, Mark, generated_by
from backbeat.v1.dubbing_pb2 import DubResult


def mark_of(result: DubResult, lips: Path | None) -> Mark | None:
    """What the file of a dub says; None where nothing was generated.

    Args:
        result: the dub.
        lips: the video whose mouths were made, which says how; None: they are the original's.
    """
    spoken = [language for language in result.languages if language.synthetic_voice]
    of_lips = generated_by(lips) if lips is not None else None
    if not spoken:
        return of_lips
    names = ", ".join(language.language or "the dub" for language in spoken)
    voices = dict.fromkeys(language.voice.split()[0] for language in spoken)
    licences = dict.fromkeys(one.voice_licence for one in spoken if one.voice_licence)
    said = f"voice: lines of {names} are spoken by a machine"
    if of_lips is None:
        return Mark(
            said,
            BY_MODEL,
            " and ".join(voices),
            result.consent,
            (result.source_sha256,),
            licence="; ".join(licences),
        )
    return replace(
        of_lips,
        generated=f"{of_lips.generated}; {said}",
        source_type=BY_MODEL,
        backend=" and ".join([of_lips.backend, *voices]),
        licence="; ".join(filter(None, [of_lips.licence, *licences])),
    )
