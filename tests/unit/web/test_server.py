"""The page's server: where it listens."""

from __future__ import annotations

from assistant.web.server import free_socket


def test_two_pages_that_start_at_once_have_two_ports() -> None:
    """Before either serves: a port that is only bound could be bound again."""
    with free_socket("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with free_socket("127.0.0.1", port) as second:
            assert second.getsockname()[1] > port
