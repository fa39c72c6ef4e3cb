"""When a dead child is started again."""

from __future__ import annotations

from praxia.standalone.restarts import Restarts


def waits(deaths: list[float]) -> list[float]:
    restarts, found = Restarts(), []
    for now in deaths:
        restarts.died(now)
        found.append(restarts.due - now)
    return found


def test_wait_doubles_to_thirty_seconds():
    assert waits([0, 20, 40, 60, 80, 100, 120]) == [1, 2, 4, 8, 16, 30, 30]


def test_a_minute_of_life_begins_anew():
    assert waits([0, 10, 75]) == [1, 2, 1]


def test_five_deaths_in_a_minute_are_hopeless():
    restarts = Restarts()
    for now in (0, 10, 20, 30):
        restarts.died(now)
    assert not restarts.is_hopeless()
    restarts.died(60)
    assert restarts.is_hopeless()


def test_five_deaths_in_a_longer_time_are_not():
    restarts = Restarts()
    for now in (0, 16, 32, 48, 64):
        restarts.died(now)
    assert not restarts.is_hopeless()


def test_started_child_is_not_due():
    restarts = Restarts()
    restarts.died(5)
    restarts.started()
    assert restarts.due is None
