"""Fusion's windows: UIManager makes widgets, bmd's dispatcher runs them, a scripted user uses them.

There is one thread: a handler that takes long holds the window, and whoever waits in RunLoop waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.resolve.refusals import NotModelled, Stranded, Undocumented
from tests.doubles.resolve.widgets import CHANGES, EVENTS, PROPERTIES, Widget, made
from tests.doubles.resolve.world import World


@dataclass(frozen=True)
class Set:
    """The user gives a widget's property a value: types, ticks, chooses."""

    id: str
    property: str
    value: Any


@dataclass(frozen=True)
class Click:
    id: str


@dataclass(frozen=True)
class Close:
    """The window's own close button."""


@dataclass(frozen=True)
class Tick:
    """A timer runs out, if it runs."""

    id: str


@dataclass(frozen=True)
class Look:
    """Something the test does between two steps, with the window."""

    at: Callable[[Window], None]


Step = Set | Click | Close | Tick | Look


@dataclass
class User:
    """What a user does in the window, in order."""

    steps: list[Step] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    """All that were made, for a test to look at afterwards."""


class Fusion:
    """`fusion`, as far as windows need it."""

    def __init__(self, world: World, resolve: Callable[[], Any]) -> None:
        self._world = world
        self._resolve = resolve

    def GetResolve(self) -> Any:
        return self._resolve()

    @property
    def UIManager(self) -> UIManager | None:
        if not self._world.behaviour.ui_manager:
            self._world.upsell = True
            return None
        return UIManager()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotModelled(f"fusion.{name}")


class UIManager:
    """Makes widgets by their names."""

    def __getattr__(self, name: str) -> Callable[..., Widget]:
        if name not in PROPERTIES or name == "Window":
            raise Undocumented(f"UIManager has no {name}.")
        return lambda *given: made(name, *given)


class Bmd:
    """`bmd`, as far as windows need it."""

    def __init__(self, world: World, user: User, fusion: Fusion) -> None:
        self._world = world
        self._user = user
        self._fusion = fusion

    def scriptapp(self, name: str) -> Any:
        if name not in ("Resolve", "Fusion"):
            return None
        return self._fusion if name == "Fusion" else self._fusion.GetResolve()

    def UIDispatcher(self, ui: UIManager) -> Dispatcher:
        if not isinstance(ui, UIManager):
            raise Undocumented("bmd.UIDispatcher takes fusion.UIManager.")
        return Dispatcher(self._world, self._user)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotModelled(f"bmd.{name}")


Handler = Callable[[dict[str, Any]], Any]


class WidgetHandlers:
    """Handlers of one widget, by event."""

    def __init__(self, kind: str) -> None:
        vars(self).update(_kind=kind, _handlers={})

    def __setattr__(self, event: str, handler: Handler) -> None:
        self[event] = handler

    def __setitem__(self, event: str, handler: Handler) -> None:
        if event not in EVENTS.get(vars(self)["_kind"], frozenset()):
            raise Undocumented(f"{vars(self)['_kind']} has no event {event}.")
        vars(self)["_handlers"][event] = handler

    def handler(self, event: str) -> Handler | None:
        found: Handler | None = vars(self)["_handlers"].get(event)
        return found


class Handlers:
    """`window.On`: handlers by widget and event, as items or attributes."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._by_name: dict[str, WidgetHandlers] = {}

    def __getitem__(self, name: str) -> WidgetHandlers:
        if name not in self._by_name:
            self._by_name[name] = WidgetHandlers(self._window.kind_of(name))
        return self._by_name[name]

    def __getattr__(self, name: str) -> WidgetHandlers:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


class Window:
    """A window made by AddWindow."""

    def __init__(self, root: Widget) -> None:
        self._root = root
        self._shown = False
        self.On = Handlers(self)

    def Find(self, name: str) -> Widget | None:
        return self.GetItems().get(name)

    def GetItems(self) -> dict[str, Widget]:
        return {each.name: each for each in self._root.below() if each.name}

    def Show(self) -> None:
        self._shown = True

    def Hide(self) -> None:
        self._shown = False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Undocumented(f"a window has no {name}.")

    @property
    def shown(self) -> bool:
        return self._shown

    @property
    def title(self) -> str:
        return str(self._root["WindowTitle"] or "")

    def kind_of(self, name: str) -> str:
        found = self.Find(name)
        if found is None:
            raise Undocumented(f"the window has no widget {name!r}.")
        return found.kind

    def has(self, step: Step) -> bool:
        """Whether a step can be done here."""
        return isinstance(step, Close | Look) or self.Find(step.id) is not None

    def tell(self, widget: Widget, event: str) -> None:
        handler = self.On[widget.name].handler(event) if widget.name else None
        if handler is not None:
            handler({"who": widget.name, "what": event, "sender": widget})

    def close(self) -> None:
        self.tell(self._root, "Close")


class Dispatcher:
    """Runs windows; its loop is where a script waits for the user, who uses the newest shown."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user
        self._windows: list[Window] = []
        self._codes: list[int] = []

    def AddWindow(self, properties: dict[str, Any], *tree: Any) -> Window:
        window = Window(made("Window", properties, *tree))
        self._windows.append(window)
        self._user.windows.append(window)
        return window

    def RunLoop(self) -> int:
        """Plays the user's steps until a handler leaves the loop.

        Raises:
            Stranded: the steps are done, and the loop would wait for ever; or one cannot be done.
        """
        self._codes = []
        while not self._codes:
            if not self._user.steps:
                raise Stranded("the user has done all, and the window waits on")
            self._play(self._user.steps.pop(0))
        return self._codes[0]

    def ExitLoop(self, code: int = 0) -> None:
        self._codes.append(code)

    def __getattr__(self, name: str) -> Any:
        if name == "StepLoop" and self._world.behaviour.step_loop:
            return self._step
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def _step(self, wait: bool = False) -> None:
        """Lets the user do one thing, if this window has what it is done to; else they wait."""
        shown = [each for each in self._windows if each.shown]
        if self._user.steps and (not shown or shown[-1].has(self._user.steps[0])):
            self._play(self._user.steps.pop(0))

    def _play(self, step: Step) -> None:
        shown = [each for each in self._windows if each.shown]
        if not shown:
            raise Stranded(f"{step}: no window shows")
        window = shown[-1]
        if isinstance(step, Look):
            step.at(window)
        elif isinstance(step, Close):
            window.close()
        elif isinstance(step, Tick):
            _tick(window, step)
        else:
            _use(window, step)


def _tick(window: Window, step: Tick) -> None:
    timer = window.Find(step.id)
    if timer is None or timer.kind != "Timer":
        raise Stranded(f"{step}: there is no such timer")
    if timer["IsActive"]:
        if timer["SingleShot"]:
            timer.Stop()
        window.tell(timer, "Timeout")


def _use(window: Window, step: Set | Click) -> None:
    widget = window.Find(step.id)
    if widget is None:
        raise Stranded(f"{step}: the window has no such widget")
    if widget["Hidden"] or not widget["Visible"] or not widget["Enabled"]:
        raise Stranded(f"{step}: it is hidden or disabled")
    if isinstance(step, Click):
        if widget.kind == "CheckBox":
            widget["Checked"] = not widget["Checked"]
            window.tell(widget, "Toggled")
        window.tell(widget, "Clicked")
        return
    widget[step.property] = step.value
    if step.property == "CurrentText":
        window.tell(widget, "CurrentIndexChanged")
    elif CHANGES.get(step.property) in EVENTS[widget.kind]:
        window.tell(widget, CHANGES[step.property])
