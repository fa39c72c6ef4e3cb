"""`manage.py check_knowledge` and `python -m praxia.triage.check`."""

import pytest
from django.core.management import CommandError, call_command

from praxia.triage.check import main
from tests.triage.small import SMALL, write

TRUE = "\ncases:\n  - {id: heart_signs_hit, text: chest pain and sweating, expect_level: call_now, expect_rules: [heart_signs]}\n"
FALSE = (
    "  - {id: wrong, text: a cough, expect_level: ed_now+, expect_rules: [heart_signs], expect_top3: [heart_attack]}\n"
)


def test_good_knowledge(tmp_path, capsys):
    assert main([str(write(tmp_path))]) == 0
    assert "33 cases: 0 faults, 0 failing cases" in capsys.readouterr().out


def test_faults_and_failing_cases_are_told_in_full(tmp_path, capsys):
    assert main([str(write(tmp_path, SMALL + TRUE + FALSE))]) == 1
    told = capsys.readouterr().out
    assert "red flag 'no_breath' has no case that expects it" in told
    assert "case wrong" in told
    assert "text:  a cough" in told
    assert "level ed_now+ expected, self_care found" in told
    assert "rules heart_signs did not fire" in told
    assert "heart_attack expected among the first three, found common_cold" in told
    assert "found  cough in 'cough': self, now, by pattern" in told
    assert "case heart_signs_hit" not in told


def test_unfinished_knowledge_still_runs_its_cases(tmp_path, capsys):
    main(
        [
            str(
                write(
                    tmp_path,
                    (SMALL + TRUE + FALSE).replace("suspects: [heart_attack]", "suspects: [heart_attack, later]"),
                )
            )
        ]
    )
    assert "unknown condition 'later'" in capsys.readouterr().out


def test_command_status(tmp_path, capsys):
    with pytest.raises(CommandError):
        call_command("check_knowledge", folder=write(tmp_path, SMALL + TRUE))
    assert "small.yaml" in capsys.readouterr().out
