"""Windows, where the edition lets scripts have some: Studio always, the free one before 19.1."""

from typing import Any, Dict, Optional, Sequence

from backbeat_resolve.host import Host, can
from backbeat_resolve.settings import Choice

_OPTIONS, _PROGRESS, _END = "BackbeatOptions", "BackbeatProgress", "BackbeatEnd"
_BAR = 40
_FREE_WITHOUT = (19, 1)


class Window:
    """The windows of one run, all of one title.

    Args:
        ui: Fusion's UIManager.
        dispatcher: of its events.
        title: of the run.
    """

    def __init__(self, ui: Any, dispatcher: Any, title: str) -> None:
        self._ui, self._dispatcher, self._title = ui, dispatcher, title
        self._progress: Any = None
        self._shown: Any = None
        self._cancelled = False

    def ask(self, choices: Sequence[Choice], values: Dict[str, str]) -> Optional[Dict[str, str]]:
        """Shows choices until the user decides; None when that is to leave it."""
        ui = self._ui
        rows = [self._row(choice) for choice in choices]
        buttons = ui.HGroup(
            {"Weight": 0},
            [ui.Button({"ID": "Go", "Text": "OK"}), ui.Button({"ID": "Leave", "Text": "Cancel"})],
        )
        window = self._window(_OPTIONS, [480, 60 + 40 * len(rows)], [*rows, buttons])
        widgets = window.GetItems()
        for choice in choices:
            self._fill(widgets[choice.key], choice, values[choice.key])
        answer: Dict[str, str] = {}

        def go(event: Any) -> None:
            for choice in choices:
                widget = widgets[choice.key]
                answer[choice.key] = str(widget.CurrentText if choice.answers else widget.Text)
            self._dispatcher.ExitLoop()

        def leave(event: Any) -> None:
            self._dispatcher.ExitLoop()

        window.On["Go"].Clicked = go
        window.On["Leave"].Clicked = leave
        window.On[_OPTIONS].Close = leave
        window.Show()
        self._dispatcher.RunLoop()
        window.Hide()
        return answer or None

    def show_progress(self, fraction: float, step: str) -> None:
        """Where the work is, with a button to stop it."""
        if self._progress is None:
            self._open_progress()
        done = round(_BAR * min(1.0, max(0.0, fraction)))
        self._shown["Step"].Text = step
        self._shown["Bar"].Text = "█" * done + "░" * (_BAR - done)
        self._breathe()

    def is_cancelled(self) -> bool:
        """Whether the button was pressed, or the window closed."""
        self._breathe()
        return self._cancelled

    def show_end(self, words: str) -> None:
        """Shows the final message until the window is closed."""
        if self._progress is not None:
            self._progress.Hide()
            self._progress = None
        ui = self._ui
        children = [
            ui.TextEdit({"ID": "Words", "Text": words, "ReadOnly": True}),
            ui.Button({"ID": "Close", "Text": "Close", "Weight": 0}),
        ]
        window = self._window(_END, [640, 280], children)

        def leave(event: Any) -> None:
            self._dispatcher.ExitLoop()

        window.On["Close"].Clicked = leave
        window.On[_END].Close = leave
        window.Show()
        self._dispatcher.RunLoop()
        window.Hide()

    def _open_progress(self) -> None:
        ui = self._ui
        children = [
            ui.Label({"ID": "Step", "Text": ""}),
            ui.Label({"ID": "Bar", "Text": ""}),
            ui.Button({"ID": "Stop", "Text": "Cancel", "Weight": 0}),
        ]
        self._progress = self._window(_PROGRESS, [480, 130], children)
        self._shown = self._progress.GetItems()

        def stop(event: Any) -> None:
            self._cancelled = True

        self._progress.On["Stop"].Clicked = stop
        self._progress.On[_PROGRESS].Close = stop
        self._progress.Show()

    def _breathe(self) -> None:
        """Processes the window's events, so that it is drawn and its button works."""
        if self._progress is not None and can(self._dispatcher, "StepLoop"):
            self._dispatcher.StepLoop(False)

    def _window(self, name: str, size: Sequence[int], children: Sequence[Any]) -> Any:
        properties = {
            "ID": name,
            "WindowTitle": "Backbeat: {}".format(self._title),
            "Geometry": [200, 200, size[0], size[1]],
        }
        return self._dispatcher.AddWindow(properties, self._ui.VGroup({}, list(children)))

    def _row(self, choice: Choice) -> Any:
        ui = self._ui
        label = ui.Label({"Text": choice.label, "Weight": 0.35, "ToolTip": choice.explained})
        properties = {"ID": choice.key, "Weight": 0.65, "ToolTip": choice.explained}
        widget = ui.ComboBox(properties) if choice.answers else ui.LineEdit(properties)
        return ui.HGroup({"Weight": 0}, [label, widget])

    def _fill(self, widget: Any, choice: Choice, value: str) -> None:
        if not choice.answers:
            widget.Text = value
            return
        for answer in choice.answers:
            widget.AddItem(answer)
        widget.CurrentIndex = choice.answers.index(value)


def windows_of(host: Host, title: str) -> Optional[Window]:
    """The windows of a run; None where scripts may have none."""
    if not host.studio and host.version >= _FREE_WITHOUT:
        # Only asking for it is reported to open an advertisement that blocks other calls.
        return None
    ui = getattr(host.fusion, "UIManager", None) if host.fusion is not None else None
    if ui is None or host.bmd is None or not can(host.bmd, "UIDispatcher"):
        return None
    dispatcher = host.bmd.UIDispatcher(ui)
    return Window(ui, dispatcher, title) if dispatcher is not None else None
