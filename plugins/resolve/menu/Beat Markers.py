"""Workspace > Scripts > Backbeat > Beat Markers"""

import sys

PLUGIN_FOLDER = ""

sys.dont_write_bytecode = True
sys.path.insert(0, PLUGIN_FOLDER)

from backbeat_resolve.entry import main  # noqa: E402

main("beat_markers", globals())
