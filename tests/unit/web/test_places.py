"""Places and seats: as many as there are, in the order of coming, together with those of Gradio's queue."""

from __future__ import annotations

import threading

import pytest

from assistant.web.places import Busy, Places


def test_a_place_that_is_given_back_goes_to_who_came_first() -> None:
    places = Places(at_once=1, seats=2)
    first, second, third = (places.ticket() for _ in range(3))
    assert [ticket.came.done() for ticket in (first, second, third)] == [True, False, False]
    first.leave()
    assert [ticket.came.done() for ticket in (second, third)] == [True, False]
    first.leave()  # a second time frees nothing
    assert not third.came.done()
    second.leave()
    third.leave()
    assert places.free == 1


def test_who_leaves_the_line_gives_up_the_seat_and_no_place() -> None:
    places = Places(at_once=1, seats=1)
    held, waiting = places.ticket(), places.ticket()
    with pytest.raises(Busy):
        places.ticket()
    waiting.leave()
    again = places.ticket()
    held.leave()
    assert again.came.done()
    assert not waiting.came.done()


def test_seats_are_shared_with_another_queue() -> None:
    places, told = Places(at_once=1, seats=3), list[int]()
    waiting = 2
    places.elsewhere, places.left_elsewhere = lambda: waiting, told.append
    places.ticket()
    seat = places.ticket()
    with pytest.raises(Busy):
        places.ticket()
    seat.leave()
    assert told == [2, 3]


def test_a_thread_waits_for_its_place_and_takes_no_seat() -> None:
    places, entered = Places(at_once=1, seats=0), threading.Event()
    held = places.ticket()

    def enter() -> None:
        with places.place():
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    assert not entered.wait(0.1)
    held.leave()
    assert entered.wait(5)
    thread.join()
    assert places.free == 1


def test_who_is_cancelled_while_waiting_frees_no_place() -> None:
    places = Places(at_once=1, seats=2)
    held, gone, after = (places.ticket() for _ in range(3))
    gone.came.cancel()
    gone.leave()
    assert not after.came.done()
    held.leave()
    assert after.came.done()
    after.leave()
    assert places.free == 1
