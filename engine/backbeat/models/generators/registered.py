"""Opens the generators that a user added, and their twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backbeat.models.generators.adding import MODEL
from backbeat.models.generators.binding import bound
from backbeat.models.generators.devices import Device
from backbeat.models.generators.kinds import Kind
from backbeat.models.generators.running import Network
from backbeat.models.registry import Card, added_card, models_folder
from backbeat.models.sessions import open_session


@dataclass(frozen=True, eq=False)
class Generator:
    """A generator that is ready to run."""

    kind: Kind
    networks: Mapping[str, Network]
    """By role."""

    @property
    def device(self) -> str:
        """What it runs on; where its parts run on several, all of them."""
        return ", ".join(dict.fromkeys(one.provider for one in self.networks.values()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What did not go as wanted, in sentences."""
        notes = (note for one in self.networks.values() for note in one.notes)
        return tuple(dict.fromkeys(notes))

    def close(self) -> None:
        """Frees its memory."""
        for one in self.networks.values():
            one.close()


def registered(kind: Kind, device: Device, most: int) -> tuple[Generator, Card]:
    """A generator that the user added, and its card.

    Args:
        kind: which.
        device: to run on.
        most: pictures in one call, at most.

    Raises:
        NotFoundError: it was not added.
        InputError: its files are damaged.
    """
    card = added_card(kind.name)
    folder = models_folder() / kind.name
    return opened(kind, {r.name: folder / r.name / MODEL for r in kind.roles}, device, most), card


def opened(kind: Kind, files: Mapping[str, Path], device: Device, most: int) -> Generator:
    """A generator of some files.

    Args:
        kind: which.
        files: by role.
        device: to run on.
        most: pictures in one call, at most.

    Raises:
        InputError: a file cannot be run.
    """
    return Generator(
        kind, {role: _network(kind, file, device, most) for role, file in files.items()}
    )


def _network(kind: Kind, file: Path, device: Device, most: int) -> Network:
    return Network(
        lambda provider: open_session(file, provider),
        device,
        lambda session: bound(session, kind, str(file)),
        most,
    )
