"""The generators that a user may add, and what their files take and give.

What counts is shapes, not what inputs are called, so that it does not matter who exported a file.
"""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Role:
    """What one file of a generator does."""

    name: str
    takes: tuple[Shape, ...]
    """Shapes of its inputs without the batch, in the order in which they are given."""
    gives: tuple[Shape, ...]
    """The shapes that its output may have, without the batch."""
    batched: bool = True
    """Whether it takes several pictures at once; else the first size is always 1."""


@dataclass(frozen=True)
class Kind:
    """A generator."""

    name: str
    title: str
    purpose: str
    roles: tuple[Role, ...]
    terms: str
    """What its authors say of the use of their weights, and where."""


WAV2LIP = Kind(
    "wav2lip",
    "Wav2Lip",
    "mouths in step with a voice, by Wav2Lip (Prajwal et al. 2020)",
    (Role("generator", ((1, 80, 16), (6, 96, 96)), ((3, 96, 96),)),),
    "The authors of Wav2Lip allow personal, research and other non-commercial use of their weights "
    "(README of github.com/Rudrabha/Wav2Lip).",
)
MUSETALK = Kind(
    "musetalk",
    "MuseTalk",
    "mouths in step with a voice, by MuseTalk 1.5 (Zhang et al. 2024)",
    (
        Role("denoiser", ((8, 32, 32), (50, 384)), ((4, 32, 32),)),
        Role("encoder", ((3, 256, 256),), ((8, 32, 32), (4, 32, 32))),
        Role("decoder", ((4, 32, 32),), ((3, 256, 256),)),
        Role("voice", ((80, 3000),), ((5, 1500, 384), (1500, 5, 384)), batched=False),
    ),
    "The authors of MuseTalk allow any use of their weights, also commercial (README of "
    "github.com/TMElyralab/MuseTalk); the autoencoder and Whisper are under the MIT licence.",
)
KINDS = {kind.name: kind for kind in (WAV2LIP, MUSETALK)}
"""All of them, by name."""
COMMERCIAL = ("yes", "no", "unknown")
"""Whether a licence allows commercial use."""
