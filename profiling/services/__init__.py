"""Writes. Every entrance (page, REST, admin, command) that does one of these things calls the same function here."""

from profiling.services.accounts import (
    account_deactivate,
    account_register,
    account_sign_in,
    person_authenticate,
    token_renew,
)
from profiling.services.addresses import address_change_ask, address_confirm, address_confirm_ask
from profiling.services.guests import guest_begin, guest_end, guest_keep
from profiling.services.passwords import (
    PASSWORD_CHARS,
    password_change,
    password_check,
    password_confirm,
    password_reset,
    password_reset_ask,
)
from profiling.services.sessions import device_end, session_end, sessions_end
from profiling.services.tickets import ticket_issue
from profiling.services.two_factor import (
    passkey_add,
    passkey_remove,
    passkey_take,
    recovery_codes_renew,
    second_factor_take,
    two_factor_begin,
    two_factor_take_off,
    two_factor_turn_off,
    two_factor_turn_on,
)

__all__ = [
    "PASSWORD_CHARS",
    "account_deactivate",
    "account_register",
    "account_sign_in",
    "address_change_ask",
    "address_confirm",
    "address_confirm_ask",
    "device_end",
    "guest_begin",
    "guest_end",
    "guest_keep",
    "passkey_add",
    "passkey_remove",
    "passkey_take",
    "password_change",
    "password_check",
    "password_confirm",
    "password_reset",
    "password_reset_ask",
    "person_authenticate",
    "recovery_codes_renew",
    "second_factor_take",
    "session_end",
    "sessions_end",
    "ticket_issue",
    "token_renew",
    "two_factor_begin",
    "two_factor_take_off",
    "two_factor_turn_off",
    "two_factor_turn_on",
]
