from __future__ import annotations

from uuid import uuid4

import pytest

from praxia.lib.errors import Problem
from profiling.access import owned
from profiling.models import AccessToken
from tests.base import setup_token


def test_it_works(amina):
    token, _ = setup_token(amina)
    assert owned(AccessToken.objects.all(), amina, pk=token.pk, owner="user") == token
    assert owned(AccessToken.objects.all(), amina, pk=str(token.pk), owner="user") == token


@pytest.mark.parametrize("pk", [uuid4(), "", "not a key", None, 5, "\0", "١", "🙂", 10**40])
def test_thing_that_is_not_there(amina, pk):
    with pytest.raises(Problem) as refused:
        owned(AccessToken.objects.all(), amina, pk=pk, owner="user")
    assert refused.value.code == "NOT_FOUND"


def test_stranger_gets_the_same(amina, chloe):
    token, _ = setup_token(amina)
    with pytest.raises(Problem) as refused:
        owned(AccessToken.objects.all(), chloe, pk=token.pk, owner="user")
    with pytest.raises(Problem) as absent:
        owned(AccessToken.objects.all(), chloe, pk=uuid4(), owner="user")
    assert (refused.value.code, refused.value.detail) == (absent.value.code, absent.value.detail)
