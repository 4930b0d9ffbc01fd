"""FFmpeg's loudness meter `ebur128`, through PyAV."""

from __future__ import annotations

import av
import av.container


def through_ebur128(container: av.container.InputContainer) -> None:
    """Decodes the first sound track into the meter, which logs its figures through FFmpeg."""
    stream = container.streams.audio[0]
    graph = av.filter.Graph()
    source = graph.add_abuffer(template=stream)
    meter, sink = graph.add("ebur128", "peak=true:framelog=quiet"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    for frame in container.decode(stream):
        frame.pts = None
        graph.push(frame)
        while True:
            try:
                graph.pull()
            except (av.BlockingIOError, av.EOFError):
                break
