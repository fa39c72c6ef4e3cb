"""The log file of a child, and what is shown of it."""

from __future__ import annotations

import io

from praxia.standalone.logs import ChildLog
from praxia.standalone.terminal import Terminal


def test_whole_lines_are_shown_once(tmp_path):
    log = ChildLog(tmp_path / "web.log")
    log.path.write_text("one\ntw")
    assert log.fresh() == ["one"]
    with log.path.open("a") as file:
        file.write("o\n")
    assert log.fresh() == ["two"] and log.fresh() == []


def test_last_three_are_kept(tmp_path):
    log = ChildLog(tmp_path / "web.log")
    for number in range(5):
        log.rotate()
        log.path.write_text(str(number))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log": "4",
        "web.log.1": "3",
        "web.log.2": "2",
    }


def test_log_is_closed_to_others(tmp_path):
    log = ChildLog(tmp_path / "web.log")
    log.rotate()
    assert log.path.stat().st_mode & 0o777 == 0o600


def test_tail_has_the_last_ten_lines(tmp_path):
    log = ChildLog(tmp_path / "web.log")
    log.path.write_text("".join(f"{number}\n\n" for number in range(30)))
    assert log.tail() == [str(number) for number in range(20, 30)]


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path):
    log = ChildLog(tmp_path / "web.log")
    log.path.write_bytes(b"\xff\xfe\n")
    assert len(log.fresh()) == 1


def test_name_stands_before_each_line():
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.show("web", "hello")
    terminal.say("one\ntwo")
    assert out.getvalue() == "web      | hello\npraxia   | one\npraxia   | two\n"
