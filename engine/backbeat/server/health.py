"""The standard health service of gRPC, which needs no token."""

from __future__ import annotations

import grpc
from grpc_health.v1 import health, health_pb2


class Health(health.HealthServicer):  # type: ignore[misc]
    """What the library offers, and `List`, which it leaves out."""

    def List(  # noqa: N802 -- named by the contract
        self, request: health_pb2.HealthListRequest, context: grpc.ServicerContext
    ) -> health_pb2.HealthListResponse:
        """The status of every service."""
        del request, context
        with self._lock:
            return health_pb2.HealthListResponse(
                statuses={
                    name: health_pb2.HealthCheckResponse(status=status)
                    for name, status in self._server_status.items()
                }
            )
