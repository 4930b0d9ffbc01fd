"""What each class of the API does. Methods bear the API's names; they take and give states.

Arguments are of documented types when they come here (`arguments.checked`).
"""

from __future__ import annotations

from typing import Any

from tests.doubles.resolve.faces.app import AppFace, ManagerFace, StorageFace
from tests.doubles.resolve.faces.item import ItemFace
from tests.doubles.resolve.faces.pool import PoolFace
from tests.doubles.resolve.faces.pool_item import BinFace, PoolItemFace
from tests.doubles.resolve.faces.project import ProjectFace
from tests.doubles.resolve.faces.timeline import TimelineFace

FACES: dict[str, Any] = {
    "Resolve": AppFace,
    "ProjectManager": ManagerFace,
    "MediaStorage": StorageFace,
    "Project": ProjectFace,
    "MediaPool": PoolFace,
    "Folder": BinFace,
    "MediaPoolItem": PoolItemFace,
    "Timeline": TimelineFace,
    "TimelineItem": ItemFace,
}
