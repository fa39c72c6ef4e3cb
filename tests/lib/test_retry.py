from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from praxia.lib.retry import next_wait, retry_after_s


@pytest.mark.parametrize(("attempt", "wait"), [(1, 1.0), (2, 2.0), (3, None), (9, None)])
def test_the_schedule_ends_after_three_attempts(attempt: int, wait: float | None) -> None:
    assert next_wait(attempt, left_s=60) == wait


@pytest.mark.parametrize(("attempt", "wait"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 4.0), (5, None)])
def test_a_caller_may_allow_more(attempt: int, wait: float | None) -> None:
    assert next_wait(attempt, left_s=60, attempts=5) == wait


@pytest.mark.parametrize(("left_s", "wait"), [(1.5, 1.0), (1.49, None), (0, None), (-3, None)])
def test_a_wait_must_leave_time_for_an_attempt(left_s: float, wait: float | None) -> None:
    assert next_wait(1, left_s=left_s) == wait


@pytest.mark.parametrize(("retry_after", "wait"), [(12.0, 12.0), (20.0, None), (0.0, 1.0), (float("inf"), None)])
def test_what_the_service_asks_for_goes_first(retry_after: float, wait: float | None) -> None:
    assert next_wait(1, left_s=15, retry_after=retry_after) == wait


def test_without_waits_it_goes_on_at_once() -> None:
    assert next_wait(1, left_s=1, waits=()) == 0
    assert next_wait(2, left_s=1, waits=(0, 0)) == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 7 ", 7.0), ("0", 0.0), (None, None), ("", None), ("soon", None), ("-5", None), ("1.5", None),
     ("Mon, 01 Jan 2001 00:00:00 GMT", 0.0), ("Mon, 99 Jan 2001", None)],
)  # fmt: skip
def test_the_header_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds


def test_a_date_in_the_future() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 85 < (retry_after_s(later) or 0) <= 90
