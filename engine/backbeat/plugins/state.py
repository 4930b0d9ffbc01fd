"""The state of an installation: complete or damaged, current or outdated."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import InputError
from backbeat.plugins import manifest as manifests
from backbeat.plugins.manifest import Manifest, digest_of
from backbeat.plugins.places import Places
from backbeat.plugins.source import wanted


class Condition(enum.Enum):
    """The condition of an installation."""

    ABSENT = "not installed"
    CURRENT = "up to date"
    OUTDATED = "of another version"
    """Complete, but not what this Backbeat would install."""
    DAMAGED = "damaged"
    """A file is missing or changed, or install.json cannot be read."""


@dataclass(frozen=True)
class Installed:
    """The installation in one scope's folders."""

    places: Places
    condition: Condition
    manifest: Manifest | None = None
    """None: nothing is installed, or what is there cannot be read."""
    faults: tuple[str, ...] = ()
    """What is damaged or outdated, a few words each."""


def installed(places: Places, source: Path) -> Installed:
    """What is installed in one scope, compared with the plugin in `source`.

    Raises:
        InputError: the source is no plugin.
    """
    try:
        manifest = manifests.read(places)
    except InputError as error:
        return Installed(places, Condition.DAMAGED, faults=(error.message,))
    if manifest is None:
        return Installed(places, Condition.ABSENT)
    damage = [
        fault
        for name, digest in manifest.files.items()
        if (fault := _damage(places.fusion / name, name, digest))
    ]
    if damage:
        return Installed(places, Condition.DAMAGED, manifest, tuple(damage))
    differences = _differences(places, source, manifest)
    condition = Condition.OUTDATED if differences else Condition.CURRENT
    return Installed(places, condition, manifest, tuple(differences))


def _damage(path: Path, name: str, digest: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return f"{name} is missing"
    except OSError as error:
        return f"{name}: {error.strerror or error}"
    return "" if digest_of(content) == digest else f"{name} was changed"


def _differences(places: Places, source: Path, manifest: Manifest) -> list[str]:
    contents = wanted(source, places)
    digests = {name: digest_of(content) for name, content in contents.items()}
    fresh = manifests.fresh(places, digests, manifest.folders)
    differences = []
    if manifest.version != fresh.version:
        differences.append(f"it is {manifest.version}, this Backbeat is {fresh.version}")
    elif manifest.files != fresh.files:
        differences.append("its files are not those that come with this Backbeat")
    if manifest.engine != fresh.engine:
        differences.append("it starts another Backbeat than this one")
    if manifest.home != fresh.home:
        differences.append(
            f"its engine keeps its data in {manifest.home}, this one in {fresh.home}"
        )
    return differences
