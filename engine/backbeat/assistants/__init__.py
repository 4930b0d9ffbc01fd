"""The jobs as tools for assistants, by the Model Context Protocol."""

from backbeat.assistants.serving import AssistantOptions, serve

__all__ = ["AssistantOptions", "serve"]
