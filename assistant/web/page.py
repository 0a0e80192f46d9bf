"""The page's Gradio components: where a question is asked, and the feed by which turns reach the browser.

A turn travels alone: `feed` holds the HTML of the turn that grows, and `static/feed.js` keeps the conversation, so that the
two-hundredth turn costs what the first did.
"""

from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

import gradio as gr

from assistant.config import Config
from assistant.errors import QuestionError
from assistant.service import Assistant
from assistant.web import asking
from assistant.web.api import QUESTIONS, add_endpoints
from assistant.web.choices import read_choices
from assistant.web.leaving import Leaving
from assistant.web.places import Places
from assistant.web.storage.conversations import Choices, Conversation, Conversations, Turn
from assistant.web.storage.pace import Pace
from assistant.web.views.fragments import render
from assistant.web.views.frame import frame_choices, frame_head, frame_views
from assistant.web.views.phrases import answerer_choices
from assistant.web.views.sources import sources_html
from assistant.web.views.turn import turn_html

LONGEST_QUESTION = 2000
UNSEEN: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
"""Of events that answer at once and are no endpoint."""
MOST_SESSIONS = 200
"""Open pages whose components Gradio remembers (80 kB each, ten thousand by default). The page keeps no state in them."""


def build_page(
    assistant: Assistant,
    conversations: Conversations,
    config: Config,
    places: Places,
    leaving: Leaving | None = None,
) -> gr.Blocks:
    """The Blocks of the page, its events wired to the assistant.

    Gradio reads the annotation of `open_page` to know that it wants the request.
    """
    page: gr.Blocks
    pace = Pace(config.cache)
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(frame_head(log_out=config.auth is not None), js_on_load=None, apply_default_css=False, elem_id="head")
        with gr.Row(elem_id="reading", equal_height=False):
            with gr.Column(elem_id="conversation", min_width=0, scale=3):
                gr.HTML(render("frame_log.html"), js_on_load=None, apply_default_css=False, elem_id="log-frame")
                inputs, ask, stop = composer(assistant)
            gr.HTML(render("frame_sources.html"), js_on_load=None, apply_default_css=False, elem_id="sources-frame")
        gr.HTML(frame_views(), js_on_load=None, apply_default_css=False, elem_id="views-frame")
        feed = gr.HTML("", js_on_load=None, apply_default_css=False, elem_id="feed")
        conversation_id = gr.Textbox(visible="hidden", elem_id="conversation-id", label="Conversation")
        turns = Turns(assistant, conversations, pace, places, leaving or Leaving())
        wire(turns, [conversation_id, *inputs], (ask, stop), feed, config.concurrency)
        renew = gr.Button("Look who answers", visible="hidden", elem_id="renew")
        renew.click(lambda: answerer_update(assistant, pace), outputs=inputs[1], **UNSEEN)

        def open_page(request: gr.Request) -> tuple[str, Any]:
            """The conversation named in the address, where there is one, and the answerers of the moment."""
            asked = conversations.get(str(request.query_params.get("conversation") or ""))
            return asked.conversation_id if asked else "", answerer_update(assistant, pace)

        page.load(open_page, outputs=[conversation_id, inputs[1]], api_visibility="private", queue=False)
        add_endpoints(assistant, places, config.concurrency)
    page.state_session_capacity = MOST_SESSIONS
    page.queue(max_size=config.queue, default_concurrency_limit=config.concurrency, api_open=False)
    share_seats(page, places)
    return page


def share_seats(page: gr.Blocks, places: Places) -> None:
    """Counts those who wait for other places than Gradio's with those in its queue."""
    queue = page._queue

    def leave(seats: int) -> None:
        queue.max_size = max(0, seats)

    places.elsewhere, places.left_elsewhere = queue.__len__, leave


def composer(assistant: Assistant) -> tuple[list[gr.components.Component], gr.Button, gr.Button]:
    """The question box with its buttons, who answers, and the other choices folded away under it.

    These reach the server as JSON in a hidden field (`static/choices.js` fills it, `choices.read_choices` reads it).
    """
    with gr.Column(elem_id="composer", min_width=0):
        with gr.Row(elem_id="ask-row"):
            question = gr.Textbox(
                label="Your question",
                show_label=False,
                placeholder="Ask about the articles",
                lines=1,
                max_lines=6,
                max_length=LONGEST_QUESTION,
                elem_id="question",
                autofocus=True,
                scale=1,
            )
            ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
            stop = gr.Button("Stop", variant="secondary", elem_id="stop", scale=0, min_width=88)
        answerers = answerer_choices(assistant.answerers, assistant.writer)
        answerer = gr.Radio(answerers, value=answerers[0][1], label="Answers are", show_label=False, elem_id="answerer")
        gr.HTML(render("frame_offer.html"), js_on_load=None, apply_default_css=False, elem_id="offer-frame")
        usual = int(assistant.settings()["passages"])
        gr.HTML(frame_choices(usual), js_on_load=None, apply_default_css=False, elem_id="choices-frame")
        asked_with = gr.Textbox(visible="hidden", elem_id="asked-with", label="Asked with")
    return [question, answerer, asked_with], ask, stop


def answerer_update(assistant: Assistant, pace: Pace) -> Any:
    """The answerers of the moment, with the time that a model on this machine took lately."""
    writer = assistant.writer
    usual = pace.usual(writer.model) if writer and writer.local else None
    return gr.update(choices=answerer_choices(assistant.answerers, writer, usual))


class Turns(NamedTuple):
    """What a turn is made with."""

    assistant: Assistant
    conversations: Conversations
    pace: Pace
    places: Places
    leaving: Leaving

    def ask(
        self, conversation_id: str, question: str, choices: Choices
    ) -> Generator[tuple[Conversation, Turn], None, None]:
        """The turn as it grows; one whose reader leaves is gone on with for a while."""
        states = asking.ask(self.assistant, self.conversations, conversation_id, question, choices, self.pace)
        held = None
        try:
            for held, turn in states:
                yield held, turn
        except GeneratorExit:
            if held is not None:
                self.leaving.go_on(states, held.conversation_id)
            raise


def wire(
    turns: Turns,
    inputs: list[gr.components.Component],
    buttons: tuple[gr.Button, gr.Button],
    feed: gr.HTML,
    at_once: int,
) -> None:
    """Ask by button or Enter; Stop ends the growing turn."""
    conversation_id, question, answerer = inputs[:3]
    ask, stop = buttons
    same = gr.skip()

    def answer(
        conversation_id: str, question: str, answerer: str, asked_with: str
    ) -> Iterator[tuple[Any, Any, Any, Any]]:
        question = (question or "").strip()
        if not question:
            yield same, same, same, same
            return
        try:
            choices = read_choices(answerer, asked_with)
        except QuestionError as error:
            held, turn = asking.refuse(turns.conversations, conversation_id, question, str(error))
            yield feed_html(turns.assistant, held, turn), held.conversation_id, same, same
            return
        shown = None
        with turns.places.place():
            for held, turn in turns.ask(conversation_id, question, choices):
                now = feed_html(turns.assistant, held, turn) if turn is not shown else same
                yield now, same if shown else held.conversation_id, same if shown else "", same
                shown = turn
        yield same, same, same, answerer_update(turns.assistant, turns.pace)

    def stopped(conversation_id: str) -> Any:
        ended = asking.stop(turns.conversations, conversation_id)
        return feed_html(turns.assistant, *ended) if ended else same

    gr.on(
        [ask.click, question.submit],  # type: ignore[attr-defined]
        answer,
        inputs=inputs,
        outputs=[feed, conversation_id, question, answerer],
        show_progress="hidden",
        concurrency_limit=at_once,
        concurrency_id=QUESTIONS,
        trigger_mode="once",
        api_visibility="private",
    )
    stop.click(stopped, inputs=conversation_id, outputs=feed, **UNSEEN)


def feed_html(assistant: Assistant, conversation: Conversation, turn: Turn) -> str:
    """What the browser gets of a turn: the turn itself and its sources, whose passages may be translated once they stay."""
    writer = assistant.writer if turn.final else None
    sources = sources_html(turn.answer, turn.number, writer) if turn.answer else ""
    return turn_html(turn, conversation.conversation_id) + sources
