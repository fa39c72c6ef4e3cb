"""What can go wrong, as a person and a program are told it: RFC 9457 problems with stable codes.

Services, views and consumers raise `Problem`; `errors_rest` and the sockets put it on the wire. A detail is one or two
calm sentences for a person and never holds a stack trace, SQL, a provider's body, a token or another person's data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class CodeInfo:
    """`title` names the code, `detail` is read when nothing more exact is known, `meaning` documents it."""

    status: int
    title: str
    detail: str
    meaning: str


CODES: dict[str, CodeInfo] = {
    "MALFORMED": CodeInfo(
        400,
        _("The request could not be read"),
        _("The request could not be read. Nothing was changed. Please send it as valid JSON in UTF-8."),
        _("The body is not JSON or multipart, is nested too deeply or has the wrong encoding."),
    ),
    "VALIDATION_ERROR": CodeInfo(
        400,
        _("Some fields need attention"),
        _("Some of what was sent cannot be accepted. Nothing was changed."),
        _("The request was readable but is not acceptable; `errors` names the fields."),
    ),
    "NOT_AUTHENTICATED": CodeInfo(
        401,
        _("Please sign in"),
        _("Please sign in to see this."),
        _("No token and no session came with the request."),
    ),
    "TOKEN_INVALID": CodeInfo(
        401,
        _("Please sign in again"),
        _("This sign-in is no longer valid. Please sign in again."),
        _("The token is unknown, expired, revoked or malformed, or the account is closed or inactive."),
    ),
    "INVALID_CREDENTIALS": CodeInfo(
        401,
        _("Sign-in did not work"),
        _("The e-mail address and the password do not fit together. Please check both and try again."),
        _("Sign-in failed; the words are the same for a wrong password, an unknown address and a closed account."),
    ),
    "TWO_FACTOR_REQUIRED": CodeInfo(
        401,
        _("A sign-in code is needed"),
        _("Please enter the code from your authenticator app."),
        _("The password was right; the second factor is missing."),
    ),
    "TWO_FACTOR_INVALID": CodeInfo(
        401,
        _("The sign-in code did not work"),
        _("This code is wrong or was used already. Please wait for the next one and try again."),
        _("The password was right; the code is wrong or has been used before."),
    ),
    "EMAIL_NOT_VERIFIED": CodeInfo(
        403,
        _("Please confirm your e-mail address"),
        _("Please open the link in the letter that was sent to your e-mail address, then try again."),
        _("Address confirmation is mandatory here and this address is not confirmed yet."),
    ),
    "FORBIDDEN": CodeInfo(
        403,
        _("Not available to this account"),
        _("This function is not available to your account."),
        _("The role of this account does not have this function; never used for objects."),
    ),
    "CONSENT_REQUIRED": CodeInfo(
        403,
        _("Your consent is needed"),
        _("This needs a consent that you have not given. You can give it in your settings."),
        _("The person has not allowed this use; `detail` names the consent."),
    ),
    "NOT_FOUND": CodeInfo(
        404,
        _("Not found"),
        _("There is nothing here, or it is not yours."),
        _("No such thing exists, or it belongs to somebody else."),
    ),
    "METHOD_NOT_ALLOWED": CodeInfo(
        405,
        _("This method is not available here"),
        _("This address does not take this method. The header Allow lists those it takes."),
        _("The path exists but does not take this method; `Allow` lists those it takes."),
    ),
    "NOT_ACCEPTABLE": CodeInfo(
        406,
        _("This format is not available"),
        _("The answer cannot be given in the format that was asked for. Please ask for application/json."),
        _("No format named in `Accept` can be given."),
    ),
    "CONFLICT": CodeInfo(
        409,
        _("This does not fit the present state"),
        _("This is not possible at the moment. Nothing was changed. Please load the page again and look."),
        _("The state of the object does not allow it."),
    ),
    "INTERVIEW_FINISHED": CodeInfo(
        409,
        _("This interview is finished"),
        _("This interview is finished and its answers are kept. You can begin a new one."),
        _("An answer came to an interview that has ended."),
    ),
    "ALREADY_RUNNING": CodeInfo(
        409,
        _("This is already being worked on"),
        _("This is already being worked on. Please wait for the result, or stop it first."),
        _("The same piece of work is running already."),
    ),
    "PLAN_WITHHELD": CodeInfo(
        409,
        _("No plan can be given now"),
        _("What is known about your health speaks against a training plan now. Please talk to a doctor first."),
        _("The person's data forbid a training plan; `detail` gives the reason and what to do."),
    ),
    "IDEMPOTENCY_IN_PROGRESS": CodeInfo(
        409,
        _("The first request is still running"),
        _("The first request with this key is still being worked on. Please ask again in a moment."),
        _("A request with the same `Idempotency-Key` has not ended yet."),
    ),
    "STALE": CodeInfo(
        412,
        _("This has changed in the meantime"),
        _("This was changed after you had opened it. Your change was not saved. Please load it again."),
        _("`If-Match` does not fit the `ETag` of the object."),
    ),
    "TOO_LARGE": CodeInfo(
        413,
        _("This is too large"),
        _("What was sent is larger than the limit. Nothing was saved."),
        _("Body, file, pixels or unpacked size are over the limit; `detail` gives the limit."),
    ),
    "UNSUPPORTED_MEDIA_TYPE": CodeInfo(
        415,
        _("This content type is not read here"),
        _("This content type is not read here. Please send application/json."),
        _("The `Content-Type` of the body is not one that this path reads."),
    ),
    "IDEMPOTENCY_MISMATCH": CodeInfo(
        422,
        _("This key was used for another request"),
        _("This Idempotency-Key was used for another request. Nothing was changed. Please use a new key."),
        _("The same `Idempotency-Key` came with another body."),
    ),
    "UNREADABLE_FILE": CodeInfo(
        422,
        _("The file cannot be read"),
        _("The file arrived but cannot be read. It was not kept. Please try another copy of it."),
        _("The file opened but cannot be used; `detail` says why."),
    ),
    "UNSUPPORTED_IMAGE": CodeInfo(
        422,
        _("This picture cannot be used"),
        _("This picture cannot be used here. It was not kept."),
        _("The image opened but is not of a kind that can be used; `detail` says why."),
    ),
    "LOCKED_OUT": CodeInfo(
        423,
        _("Sign-in is paused"),
        _("There were too many failed attempts, so sign-in is paused for this account. Please try again later."),
        _("Too many failed sign-ins; `Retry-After` says how long."),
    ),
    "RATE_LIMITED": CodeInfo(
        429,
        _("Too many requests"),
        _("That was a lot in a short time. Please wait a moment and try again."),
        _("A limit is used up, or data come in faster than they can be stored; `Retry-After` says how long."),
    ),
    "INTERNAL_ERROR": CodeInfo(
        500,
        _("Something went wrong on our side"),
        _("Something went wrong on our side. Please try again, or name the request id to whoever runs Praxia."),
        _("A fault of Praxia; `request_id` finds it in the log."),
    ),
    "API_ERROR": CodeInfo(
        502,
        _("An outside source failed"),
        _("An outside source that is needed for this did not answer properly. Please try again later."),
        _("An outside source failed and there is no honest answer without it."),
    ),
    "DATABASE_ERROR": CodeInfo(
        503,
        _("The database is away"),
        _("Database error. Please try again."),
        _("The database cannot be reached; `Retry-After` says when to try again."),
    ),
    "UNAVAILABLE": CodeInfo(
        503,
        _("Not available at the moment"),
        _("This part of Praxia is not available at the moment. Please try again in a few seconds."),
        _("Redis is away, or the server is stopping; `Retry-After` says when to try again."),
    ),
    "UPSTREAM_TIMEOUT": CodeInfo(
        504,
        _("An outside source took too long"),
        _("An outside source that is needed for this took too long. Please try again later."),
        _("An outside source did not answer in time and there is no honest answer without it."),
    ),
}


@dataclass(frozen=True)
class FieldError:
    """`field` is a dotted path into what was sent (`turns.0.text`), or `body` for the whole of it."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """A refusal or failure with a code of `CODES`. `retry_after` is in seconds and becomes the header of that name.

    Without a `detail` the code's own sentence is used. `headers` go out with a REST answer. `extra` goes into the body beside
    the standard keys: a refused message carries its triage there.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        info = CODES[code]
        self.code, self.status = code, info.status
        self.title, self.detail = gettext(info.title), detail or gettext(info.detail)
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.headers = dict(headers or {})
        self.extra: dict[str, Any] = {}
        if retry_after is not None:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after)))


def invalid(field: str, detail: str, *, code: str = "invalid") -> Problem:
    """The VALIDATION_ERROR of one field; the person reads `detail`, a whole sentence."""
    return Problem("VALIDATION_ERROR", detail, errors=[FieldError(field, code, detail)])


def problem_dict(problem: Problem, *, instance: str, request_id: str, base: str = "") -> dict[str, Any]:
    """The body of `application/problem+json`. `base` is scheme and host of this installation, without final slash."""
    body: dict[str, Any] = {
        "type": f"{base}/docs/errors#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": problem.code,
        "request_id": request_id,
    }
    if problem.errors:
        body["errors"] = [asdict(error) for error in problem.errors]
    return {**problem.extra, **body}


class SaidNo(Exception):
    """Raised by the parser of a source: it answered readably, with status 200, that it could not do what was asked."""


class SourceError(Exception):
    """An outside source gave no usable answer. `permanent` means that asking again cannot help.

    `detail` is our own sentence or word for the log, never the source's body. `retry_after` is in seconds,
    `status` the last HTTP status where there was one.
    """

    def __init__(
        self,
        source: str,
        permanent: bool,
        detail: str,
        *,
        timed_out: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{source}: {detail}")
        self.source, self.permanent, self.detail = source, permanent, detail
        self.timed_out, self.retry_after, self.status = timed_out, retry_after, status
