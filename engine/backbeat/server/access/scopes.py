"""What each method needs: the one table that both servers check callers by."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Scope(enum.IntEnum):
    """What a token allows; a greater one includes the lesser."""

    READ = 1
    """Look at jobs, files and the engine."""
    SUBMIT = 2
    """Also run and cancel jobs, and save."""
    PANEL = 3
    """Also see and end pairings: what a paired panel may."""
    ADMIN = 4
    """Everything: what the engine's own token allows."""


GIVEN = (Scope.READ, Scope.SUBMIT, Scope.ADMIN)
"""Scopes of the tokens that `backbeat tokens add` makes."""

_NEEDS: Mapping[str, Scope | None] = {
    # None: it needs no token.
    "backbeat.v1.Jobs/SubmitJob": Scope.SUBMIT,
    "backbeat.v1.Jobs/GetJob": Scope.READ,
    "backbeat.v1.Jobs/WatchJob": Scope.READ,
    "backbeat.v1.Jobs/CancelJob": Scope.SUBMIT,
    "backbeat.v1.Jobs/ListJobs": Scope.READ,
    "backbeat.v1.Engine/GetInfo": Scope.READ,
    # Each client sees its own files only.
    "backbeat.v1.Media/FindMedia": Scope.SUBMIT,
    "backbeat.v1.Media/UploadMedia": Scope.SUBMIT,
    "backbeat.v1.Media/NewArtifacts": Scope.SUBMIT,
    "backbeat.v1.Media/ListArtifacts": Scope.SUBMIT,
    "backbeat.v1.Media/FetchArtifact": Scope.SUBMIT,
    "backbeat.v1.Media/DiscardMedia": Scope.SUBMIT,
    "backbeat.v1.Pairing/Hello": None,
    "backbeat.v1.Pairing/Pair": None,
    # A code becomes a token that does not expire.
    "backbeat.v1.Pairing/NewCode": Scope.PANEL,
    "backbeat.v1.Pairing/LookAtCode": Scope.PANEL,
    "backbeat.v1.Pairing/ListPaired": Scope.PANEL,
    "backbeat.v1.Pairing/Unpair": Scope.PANEL,
    "backbeat.v1.Panel/OpenFile": Scope.READ,
    "backbeat.v1.Panel/GetWaveform": Scope.READ,
    "backbeat.v1.Panel/OpenMedia": Scope.READ,
    "backbeat.v1.Panel/ListFolder": Scope.READ,
    "backbeat.v1.Panel/SaveMusicEdits": Scope.SUBMIT,
    "backbeat.v1.Panel/LoadMusicEdits": Scope.READ,
    "grpc.health.v1.Health/Check": None,
    "grpc.health.v1.Health/List": None,
    # A watch stays open, as many as somebody likes to open.
    "grpc.health.v1.Health/Watch": Scope.READ,
    "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": Scope.READ,
}


def needed(path: str) -> Scope | None:
    """The scope that a method needs; None where it needs no token.

    Args:
        path: "/SERVICE/METHOD". One that the table does not have needs `ADMIN`.
    """
    return _NEEDS.get(path.removeprefix("/"), Scope.ADMIN)
