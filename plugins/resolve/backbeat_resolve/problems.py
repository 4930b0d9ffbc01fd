"""The errors of the plugin, with messages for the user."""


class Problem(Exception):
    """An error: one sentence on what is wrong, and one on what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__("{} {}".format(message, hint).strip())
        self.message, self.hint = message, hint


class Cancelled(Problem):
    """The user asked to stop."""

    def __init__(self) -> None:
        super().__init__("Cancelled; nothing was changed.")


class Unreachable(Problem):
    """The engine does not answer."""

    def __init__(self) -> None:
        super().__init__("The engine does not answer.", "Try again; it is started anew.")
