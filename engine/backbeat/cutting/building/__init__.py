"""Building an assembled edit: its sync map, and the timeline that the sync map stands for.

The timeline is made from the sync map and nothing else, so a sync map is enough to make it again.
"""

from backbeat.cutting.building.media import Media, Recording
from backbeat.cutting.building.record import Record, record
from backbeat.cutting.building.timeline import timeline_text

__all__ = ["Media", "Record", "Recording", "record", "timeline_text"]
