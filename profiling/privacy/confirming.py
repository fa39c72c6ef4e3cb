"""Who takes everything away, or deletes everything, shows once more that it is them: the password, and the code where 2FA is on."""

from __future__ import annotations

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from profiling import services
from profiling.models import User


@sensitive_variables("password", "code")
def confirm(*, request: HttpRequest, person: User, password: str, code: str = "") -> None:
    """Raises Problem INVALID_CREDENTIALS, TWO_FACTOR_REQUIRED, TWO_FACTOR_INVALID, LOCKED_OUT, RATE_LIMITED or UNAVAILABLE."""
    services.password_confirm(request=request, person=person, password=password)
    services.second_factor_take(person=person, code=code)
