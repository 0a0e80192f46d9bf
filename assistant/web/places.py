"""The places in which questions are answered: so many at a time for the page, its endpoints and other programs together.

Gradio's queue counts its own visitors only. So whoever is answered takes one of these places too, those of that queue when it lets
them go; and whoever waits here makes that queue so much shorter, and is refused where both together are full.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

BUSY = "Dateline is busy with other questions. Ask again in a moment."


class Busy(Exception):
    """All places are taken, and all seats to wait in."""


class Places:
    """`at_once` places and `seats` for those who wait. Safe to share between threads and the server's loop."""

    def __init__(self, at_once: int, seats: int) -> None:
        self.free, self.seats = at_once, seats
        self.elsewhere: Callable[[], int] = lambda: 0
        """How many wait in Gradio's queue."""
        self.left_elsewhere: Callable[[int], None] = lambda _: None
        """Is told how many seats are left to those."""
        self._line: deque[Ticket] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for the block, in a thread: for Gradio's visitors, who have waited in its queue and take no seat here."""
        ticket = self.ticket(seated=False)
        try:
            ticket.came.result()
            yield
        finally:
            ticket.leave()

    def ticket(self, seated: bool = True) -> Ticket:
        """A ticket for the next free place, to be given back with `leave`. Raises Busy where no seat to wait in is free."""
        with self._lock:
            ticket = Ticket(self, seated)
            if self.free:
                self.free -= 1
                ticket.came.set_result(None)
            else:
                if seated and self._waiting() + self.elsewhere() >= self.seats:
                    raise Busy
                self._line.append(ticket)
                self._tell()
            return ticket

    def _left(self, ticket: Ticket) -> None:
        with self._lock:
            if ticket in self._line:
                self._line.remove(ticket)
            elif self._line:
                self._line.popleft().came.set_result(None)
            else:
                self.free += 1
            self._tell()

    def _waiting(self) -> int:
        return sum(ticket.seated for ticket in self._line)

    def _tell(self) -> None:
        self.left_elsewhere(self.seats - self._waiting())


class Ticket:
    """One who waits for a place or has it: `came` is done when it has."""

    def __init__(self, places: Places, seated: bool) -> None:
        self.came: Future[None] = Future()
        self.seated = seated
        self._places: Places | None = places
        self._lock = threading.Lock()

    def leave(self) -> None:
        """Gives back the place, or the seat. A second time it does nothing."""
        with self._lock:
            places, self._places = self._places, None
        if places:
            places._left(self)
