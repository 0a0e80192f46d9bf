"""Refusals in the shape that whoever asked can read: programs that speak OpenAI's protocol know one for errors."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

PROGRAMS = "/v1/"
"""Below it everything speaks that protocol."""
KINDS = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class Refusal(Exception):
    """An error that a program is told: `param` is the field of its request that is wrong, `code` what programs look at."""

    def __init__(self, status: int, said: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(said)
        self.status, self.said, self.param, self.code = status, said, param, code


def error_json(refusal: Refusal) -> dict[str, Any]:
    """`{"error": {"message": …, "type": …, "param": …, "code": …}}`"""
    kind = KINDS.get(refusal.status, "invalid_request_error" if refusal.status < 500 else "server_error")
    said = {"message": refusal.said, "type": kind, "param": refusal.param, "code": refusal.code}
    return {"error": said}


def error_response(refusal: Refusal, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(error_json(refusal), refusal.status, headers)


def is_programs(path: str) -> bool:
    return path.startswith(PROGRAMS)
