"""Files by which a system's service manager keeps the engine running for one user."""

from backbeat.server.managers.service import MARK, Manager, Service, manager_of

__all__ = ["MARK", "Manager", "Service", "manager_of"]
