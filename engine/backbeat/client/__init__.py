"""The client of a running engine.

```python
with backbeat.client.connect() as engine:
    result = engine.run(JobRequest(beats=BeatsRequest(path="/music/song.wav")))
```
"""

from backbeat.client.connection import connect
from backbeat.client.engine import EngineClient

__all__ = ["EngineClient", "connect"]
