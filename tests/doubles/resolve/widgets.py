"""Widgets of Fusion's UIManager: what they are called, what can be set on them.

The lists hold what public scripts and a community's pages use; what is not listed is refused, for
nobody can tell whether it exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.doubles.resolve.refusals import Undocumented


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


COMMON = _names(
    "ID Weight Enabled Hidden Visible ToolTip StyleSheet Font Geometry MinimumSize MaximumSize"
    " FixedSize Events"
)
PROPERTIES: dict[str, frozenset[str]] = {
    "Label": _names("Text Alignment WordWrap Indent Margin FrameStyle OpenExternalLinks"),
    "Button": _names("Text Checkable Checked Flat Down AutoDefault Default Icon"),
    "CheckBox": _names("Text Checkable Checked Tristate CheckState Down"),
    "ComboBox": _names("CurrentIndex CurrentText ItemText Editable Count MaxVisibleItems MaxCount"),
    "SpinBox": _names("Value Minimum Maximum SingleStep Prefix Suffix ReadOnly Wrapping Alignment"),
    "Slider": _names("Value Minimum Maximum SingleStep PageStep Orientation Tracking"),
    "LineEdit": _names("Text PlaceholderText ReadOnly MaxLength EchoMode Alignment"),
    "TextEdit": _names("Text PlainText HTML ReadOnly PlaceholderText WordWrapMode"),
    "Tree": _names("ColumnCount HeaderHidden SortingEnabled RootIsDecorated SelectionMode"),
    "Timer": _names("Interval SingleShot IsActive TimerType"),
    "VGroup": _names("Spacing Margin"),
    "HGroup": _names("Spacing Margin"),
    "VGap": frozenset(),
    "HGap": frozenset(),
    "Window": _names("WindowTitle WindowFlags Spacing Margin Sticky"),
}
EVENTS: dict[str, frozenset[str]] = {
    "Button": frozenset({"Clicked", "Pressed", "Released", "Toggled"}),
    "CheckBox": frozenset({"Clicked", "Toggled"}),
    "ComboBox": frozenset({"CurrentIndexChanged", "CurrentTextChanged", "Activated"}),
    "SpinBox": frozenset({"ValueChanged", "EditingFinished"}),
    "Slider": frozenset({"ValueChanged", "SliderMoved", "SliderReleased"}),
    "LineEdit": frozenset({"TextChanged", "TextEdited", "EditingFinished", "ReturnPressed"}),
    "TextEdit": frozenset({"TextChanged"}),
    "Tree": frozenset({"ItemClicked", "ItemDoubleClicked", "CurrentItemChanged"}),
    "Timer": frozenset({"Timeout"}),
    "Window": frozenset({"Close", "Show", "Hide", "Resize"}),
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "Button": {"Text": "", "Checked": False},
    "Label": {"Text": ""},
    "CheckBox": {"Text": "", "Checked": False},
    "ComboBox": {"CurrentIndex": -1},
    "SpinBox": {"Value": 0, "Minimum": 0, "Maximum": 99},
    "Slider": {"Value": 0, "Minimum": 0, "Maximum": 99},
    "LineEdit": {"Text": ""},
    "TextEdit": {"PlainText": ""},
    "Timer": {"Interval": 0, "SingleShot": False, "IsActive": False},
}
CHANGES = {
    "CurrentIndex": "CurrentIndexChanged",
    "Value": "ValueChanged",
    "Text": "TextChanged",
    "PlainText": "TextChanged",
    "Checked": "Toggled",
}
"""The event that a change of a property by the user brings."""


class Widget:
    """A widget. Its properties are attributes and items, as scripts use them."""

    kind: str
    held: dict[str, Any]
    children: list[Widget]
    items: list[Any]
    """Choices of a ComboBox, rows of a Tree."""

    def __init__(self, kind: str, properties: dict[str, Any], children: list[Widget]) -> None:
        known = PROPERTIES[kind] | COMMON
        for name in properties:
            if name not in known:
                raise Undocumented(f"{kind} has no property {name!r}.")
        held = {"Enabled": True, "Visible": True, **DEFAULTS.get(kind, {})}
        vars(self).update(kind=kind, held=held, children=children, items=[])
        for name, value in properties.items():
            held[self._stored(name)] = value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __getitem__(self, name: str) -> Any:
        if name == "CurrentText" and self.kind == "ComboBox":
            index = self.held["CurrentIndex"]
            return self.items[index] if 0 <= index < len(self.items) else ""
        if name == "Count" and self.kind == "ComboBox":
            return len(self.items)
        self._known(name)
        return self.held.get(self._stored(name))

    def __setitem__(self, name: str, value: Any) -> None:
        self._known(name)
        if name == "Value":
            value = min(max(value, self.held["Minimum"]), self.held["Maximum"])
        if name == "CurrentText" and self.kind == "ComboBox":
            self.held["CurrentIndex"] = self.items.index(value) if value in self.items else -1
        self.held[self._stored(name)] = value

    def AddItem(self, item: Any) -> None:
        self._only("ComboBox")
        self.items.append(item)
        if self.held["CurrentIndex"] < 0:
            self.held["CurrentIndex"] = 0

    def AddItems(self, items: list[str]) -> None:
        for item in items:
            self.AddItem(item)

    def Clear(self) -> None:
        self._only("ComboBox", "Tree", "LineEdit", "TextEdit")
        self.items.clear()
        for name in ("Text", "PlainText"):
            if name in self.held:
                self.held[name] = ""
        if self.kind == "ComboBox":
            self.held["CurrentIndex"] = -1

    def Append(self, text: str) -> None:
        self._only("TextEdit")
        before = self.held["PlainText"]
        self.held["PlainText"] = f"{before}\n{text}" if before else text

    def NewItem(self) -> TreeItem:
        self._only("Tree")
        return TreeItem()

    def AddTopLevelItem(self, item: TreeItem) -> None:
        self._only("Tree")
        self.items.append(item)

    def SetHeaderLabels(self, labels: list[str]) -> None:
        self._only("Tree")

    def Start(self) -> None:
        self._only("Timer")
        self.held["IsActive"] = True

    def Stop(self) -> None:
        self._only("Timer")
        self.held["IsActive"] = False

    def SetFocus(self) -> None:
        """Nothing that a script can see."""

    def below(self) -> Iterator[Widget]:
        """This and all inside it."""
        yield self
        for child in self.children:
            yield from child.below()

    @property
    def name(self) -> str:
        found: str = self.held.get("ID", "")
        return found

    def _stored(self, name: str) -> str:
        """A TextEdit has one text under two names."""
        return "PlainText" if self.kind == "TextEdit" and name == "Text" else name

    def _known(self, name: str) -> None:
        if name not in PROPERTIES[self.kind] | COMMON:
            raise Undocumented(f"{self.kind} has no property {name!r}.")

    def _only(self, *kinds: str) -> None:
        if self.kind not in kinds:
            raise Undocumented(f"{self.kind} has no such method.")


class TreeItem:
    """A row of a Tree: texts by column."""

    def __init__(self) -> None:
        self.Text: dict[int, str] = {}


def made(kind: str, *given: Any) -> Widget:
    """A widget as scripts make them: a dictionary of properties, a list of children, or both."""
    properties: dict[str, Any] = {}
    children: list[Widget] = []
    for each in given:
        if isinstance(each, dict):
            properties.update(each)
        elif isinstance(each, Widget):
            children.append(each)
        elif isinstance(each, list | tuple):
            children += each
        elif isinstance(each, int | float) and kind.endswith("Gap"):
            # Pixels, then weight.
            continue
        else:
            raise Undocumented(f"ui.{kind} takes properties and children, not {each!r}.")
    if any(not isinstance(child, Widget) for child in children):
        raise Undocumented(f"ui.{kind}: a child that is no widget.")
    if children and kind not in ("VGroup", "HGroup", "Window"):
        raise Undocumented(f"ui.{kind} holds no children.")
    return Widget(kind, properties, children)
