"""The engine as a server: gRPC, and JSON over HTTP, on this machine's loopback only."""

from backbeat.server.engine import Engine, ServeOptions
from backbeat.server.serving import serve

__all__ = ["Engine", "ServeOptions", "serve"]
