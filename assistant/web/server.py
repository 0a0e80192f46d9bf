"""The page's server: Gradio mounted on FastAPI behind the guard, on loopback."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.staticfiles import StaticFiles

from assistant.config import Config
from assistant.errors import ArticleError, AssistantError, ConfigError, ModelFileError, QuestionError, QuestionSetError
from assistant.service import Assistant
from assistant.web.leaving import Leaving
from assistant.web.places import Places
from assistant.web.routes.feedback import feedback_routes
from assistant.web.security.guard import LOOPBACK, Guard
from assistant.web.storage.collections import Collections
from assistant.web.storage.conversations import Conversations

logger = logging.getLogger(__name__)

PORTS_TRIED = 100
LARGEST_FILE = "1mb"
TURN = 0.0005
"""Seconds after which a thread that computes lets others go on: at Python's five thousandths, the thread that talks to all
browsers would wait so long for each of its short steps."""
M_ARENA_MAX = -8
KEEP_ALIVE = 60
"""Seconds that an idle connection is kept: uvicorn's five are over, on a crowded machine, just when a client uses it again."""
WRONG = (ArticleError, QuestionError, QuestionSetError)
"""What is wrong with what was asked; any other named failure is one of the moment."""
STYLES = (
    "base",
    "conversation",
    "sources",
    "views",
    "search",
    "kept",
    "compare",
    "evaluation",
    "draft",
    "model",
    "print",
)
HEAD = "".join(f'<link rel="stylesheet" href="/dateline/static/{name}.css">' for name in STYLES) + (
    '<script src="/dateline/static/page.js" type="module"></script>'
)


def serve(
    assistant: Assistant,
    config: Config,
    *,
    history: Path | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serves the page until interrupted. `on_ready` gets its real address: a taken port gives way to the next free one.

    What is worth telling goes to the log: see `web.log.log_to_stderr`.
    """
    import uvicorn

    sys.setswitchinterval(TURN)
    share_free_memory()
    host = config.host
    listening = free_socket(host, config.port)  # whoever is told the address may come before uvicorn does
    app = build_app(assistant, config, history=history)
    if host not in LOOPBACK and config.auth is None:
        logger.warning("everybody who can reach %s may read the articles: set a password (ASSISTANT_AUTH)", host)
    options = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=KEEP_ALIVE,
    )
    server = uvicorn.Server(options)
    threading.Thread(target=warm, args=(assistant,), name="warm", daemon=True).start()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}"
    if on_ready:
        on_ready(address)
    else:
        print(f"Dateline is at {address}", flush=True)
    server.run(sockets=[listening])


def share_free_memory() -> None:
    """Two of glibc's stores of freed memory for all threads, as `MALLOC_ARENA_MAX=2` would; else each core's eight keep their own."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library has no such thing
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def warm(assistant: Assistant) -> None:
    """Loads what the first question needs while the page is still being opened."""
    with contextlib.suppress(AssistantError):  # the reader's own question will say what is wrong
        for question in assistant.examples()[:1]:
            assistant.ask(question, answerer="extractive")
    with contextlib.suppress(AssistantError):
        assistant.search_facets("", wait=False)  # begins to read who is named where


def build_app(assistant: Assistant, config: Config | None = None, *, history: Path | None = None) -> FastAPI:
    """The whole web application. `history` is the folder of conversations; without it they live in memory.

    Of the settings it takes those of the page: host, password, concurrency and queue, and where models are kept.
    """
    config = config or Config()
    quieten_gradio()
    import gradio as gr

    from assistant.web.page import build_page
    from assistant.web.routes.conversation import STATIC
    from assistant.web.security.login import Login
    from assistant.web.theme import reading_room

    conversations = Conversations(history)
    leaving = Leaving()
    places = Places(config.concurrency, config.queue)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(AssistantError, said_in_a_line)
    kept = history.with_name("collections") if history else None
    for router in routers(assistant, config, (conversations, leaving, places), kept):
        app.include_router(router)
    app.mount("/dateline/static", StaticFiles(directory=STATIC))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(assistant, conversations, config, places, leaving),
        path="",
        server_name=config.host,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=LARGEST_FILE,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=True,
        theme=reading_room(),
        head=HEAD,
    )
    if config.auth:
        mounted.add_middleware(Login, auth=config.auth.get_secret_value())
    mounted.add_middleware(Guard, largest_upload=assistant.limits.file_bytes)
    hosts = [*LOOPBACK, config.host, *config.allowed_hosts]
    mounted.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return mounted


def routers(
    assistant: Assistant, config: Config, shared: tuple[Conversations, Leaving, Places], kept: Path | None
) -> Iterator[APIRouter]:
    """The page's routes; `kept` is the folder of collections."""
    from assistant.web.routes.by_hand import by_hand_routes
    from assistant.web.routes.collections import collection_routes
    from assistant.web.routes.compare import compare_routes
    from assistant.web.routes.conversation import conversation_routes
    from assistant.web.routes.corpus import corpus_routes
    from assistant.web.routes.draft import draft_routes
    from assistant.web.routes.evaluation import evaluation_routes
    from assistant.web.routes.history import history_routes
    from assistant.web.routes.model import model_routes
    from assistant.web.routes.programs import programs_routes
    from assistant.web.routes.search import search_routes
    from assistant.web.routes.translation import translation_routes

    conversations, leaving, places = shared
    yield from (
        health_route(assistant),
        conversation_routes(assistant, conversations, leaving),
        translation_routes(assistant, conversations, config.concurrency),
        history_routes(conversations),
        corpus_routes(assistant),
        by_hand_routes(assistant),
        evaluation_routes(assistant),
        search_routes(assistant),
        collection_routes(assistant, conversations, Collections(kept)),
        compare_routes(assistant),
        draft_routes(assistant, config.concurrency),
        feedback_routes(assistant, conversations),
        model_routes(assistant, config),
        programs_routes(assistant, places),
    )


def said_in_a_line(_: Request, error: Exception) -> JSONResponse:
    """A named failure that a view meets, such as that nothing is indexed yet, as the line that the page shows.

    An ArticleError says what its article is, so its line begins so: `It is empty.`
    """
    said = f"It {error}." if isinstance(error, ArticleError) else str(error)
    status = 422 if isinstance(error, WRONG) else 409 if isinstance(error, ModelFileError) else 503
    return JSONResponse({"detail": said}, status)


def quieten_gradio() -> None:
    """Spares Gradio, before it is imported, what it would do with every event for nobody."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else it sums up all past questions after each
    if importlib.util.find_spec("matplotlib") is None:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]  # else it is looked for along the whole path


def health_route(assistant: Assistant) -> APIRouter:
    """`/health`: whether an index can be asked, and nothing else."""
    router = APIRouter()

    @router.get("/health", response_class=PlainTextResponse)
    def health() -> PlainTextResponse:
        try:
            assistant.status()
        except AssistantError:
            return PlainTextResponse("not ready", 503)
        return PlainTextResponse("ok")

    return router


def free_socket(host: str, port: int) -> socket.socket:
    """A listening socket on the port, or on the next free one above it.

    It listens at once: two processes may bind one port as long as neither listens.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
            bound.listen()
        except OSError:
            bound.close()
            continue
        return bound
    raise ConfigError(f"No free port from {port} on {host}: name another with `assistant chat --port`.")
