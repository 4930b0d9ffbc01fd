"""What all faces share."""

from __future__ import annotations

from typing import Generic, TypeVar

from tests.doubles.resolve.world import World

State = TypeVar("State")


class Face(Generic[State]):
    """A state of the model, with the methods that scripts call on it."""

    def __init__(self, world: World, state: State) -> None:
        self.world = world
        self.state = state
