"""Mails: newsletters in EML and mbox files, by the standard library, and pages that browsers save as MHTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from itertools import accumulate, chain, pairwise

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode, decode_stated
from assistant.ingest.markup import text_of_fragment
from assistant.ingest.metadata import Metadata, clean_line, clean_url
from assistant.ingest.news_xml import day_of_text
from assistant.ingest.outlets import clean_outlet
from assistant.ingest.parsing import Limits, Loaded, foreign_parser, require_text
from assistant.ingest.several import Entry, usable_name

BETWEEN = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]{1,200}\d{4}[^\r\n]{0,20}\r?\n")
"""The line above each message of an mbox file."""
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
PLAIN_SHARE = 0.5
"""A plain part with less than this share of the words of the HTML part is a stub ("view in your browser")."""
MOST_PARTS, MOST_CONTAINERS = 1_000, 100
MOST_LINES = 500_000
"""What the parser keeps of a line is many times the line."""
LONGEST_HEADER = 2_000
"""Of a subject or a sender; the parser takes the square of their length."""
FURNITURE = re.compile(
    r"unsubscribe|you are receiving|in (?:your|a|the) browser|manage (?:your )?(?:preferences|subscription)|abbestellen|abmelden|im browser"
    r"|désabonner|désinscrire|dans (?:votre|le) navigateur|darse de baja|en (?:su|el|tu) navegador|disiscri|nel browser"
    r"|afmelden|uitschrijven|cancelar (?:a )?(?:assinatura|inscrição|suscripción)|no navegador|avregistrera|отписаться",
    re.IGNORECASE,
)
"""What a newsletter says of itself."""
LONGEST_FURNITURE = 60
"""Words from an end of the text on that are nothing else; at most half of them are."""
LONG_FIELD = re.compile(rb"^content-[\w-]+:(?:[^\n]{5000}|(?:[^\n]*\n[ \t]){100})", re.IGNORECASE | re.MULTILINE)
PICTURE = re.compile(r"^image/|\.(?:png|jpe?g|gif|webp|svg|ics|p7s|asc)$|^application/(?:pkcs7|pgp)-signature")
"""What is attached and needs no mention, by its name or kind."""
CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)


def read_eml(data: bytes, _limits: Limits) -> Loaded:
    """A mail: its text, its subject, who sent it and on which day."""
    return read_message(data)[0]


def read_mbox(data: bytes, _limits: Limits) -> Iterator[Entry]:
    """An article a message."""
    if not BETWEEN.search(data):
        raise ArticleError("is no mbox file (no line begins with “From ”)")
    for number, (match, following) in enumerate(pairwise(chain(BETWEEN.finditer(data), [None])), 1):
        assert match is not None
        try:
            loaded, name = read_message(
                QUOTED.sub(rb"\1", data[match.end() : following.start() if following else None])
            )
        except ArticleError as error:
            yield Entry(number, problem=str(error), kind="message")
        else:
            yield Entry(number, loaded, name, kind="message")


def read_message(data: bytes) -> tuple[Loaded, str | None]:
    """A message and what it is called (its Message-ID)."""
    with foreign_parser("mail"):
        message = parse(data)
        parts = list(bounded_parts(message))
        plain = [body_of(part) for part in parts if is_text(part, "plain")]
        pages = [text_of_fragment(body_of(part)) for part in parts if is_text(part, "html")]
        text = chosen("\n\n".join(plain), "\n\n".join(pages))
        others = [part.get_filename() or part.get_content_type() for part in parts if not is_text(part)]
        published = day_of_text(header(message, "date"))
        metadata = Metadata(clean_line(header(message, "subject")), sender_of(message), published)
        name = usable_name(header(message, "message-id").strip(" <>"))
    problems = [
        f"its attachment {clean_line(other[:100])} is not read" for other in others if not PICTURE.search(other)
    ]
    return Loaded(require_text(without_furniture(text)), metadata, problems=tuple(problems)), name


def without_furniture(text: str) -> str:
    """The text without what at its ends is about the newsletter, and how to be rid of it: the sender's address, too."""
    paragraphs = re.split(r"\n\s*\n", text)
    found = [place for place, one in enumerate(paragraphs) if FURNITURE.search(one)]
    words = [0, *accumulate(len(one.split()) for one in paragraphs)]
    most = min(LONGEST_FURNITURE, words[-1] // 2)
    start = max((place + 1 for place in found if words[place + 1] <= most), default=0)
    end = min((place for place in found if words[-1] - words[place] <= most), default=len(paragraphs))
    return "\n\n".join(paragraphs[start:end]) if start < end else text


def parse(data: bytes) -> Message:
    """The message; raises ArticleError for what would take the parser long, or is none."""
    if not data.endswith(b"\n"):
        data += b"\n"
    if not re.match(rb"(?:[\x21-\x39\x3b-\x7e]+:[^\n]*|[ \t][^\n]*)\r?\n", data):
        raise ArticleError("has no header of a mail")
    if data.count(b"\n") > MOST_LINES:
        raise ArticleError(f"has more than {MOST_LINES:,} lines")
    if len(CONTAINER.findall(data)) > MOST_CONTAINERS:
        raise ArticleError(f"has more than {MOST_CONTAINERS:,} parts within parts")
    if LONG_FIELD.search(data):
        raise ArticleError("has a field in its header that is too long")
    return message_from_bytes(data)


def header(message: Message, name: str) -> str:
    """A field of the header, on one line, what it encodes decoded; empty where there is none."""
    return decoded(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    raw = next((str(value)[:LONGEST_HEADER] for key, value in message.raw_items() if key.lower() == name), "")
    return " ".join(raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace").split())


def decoded(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def bounded_parts(message: Message) -> Iterator[Message]:
    """The parts that are no containers, in order; those of forwarded messages, too."""
    pending = [message]
    count = 0
    while pending:
        part = pending.pop()
        count += 1
        if count > MOST_PARTS:
            raise ArticleError(f"has more than {MOST_PARTS:,} parts")
        if part.is_multipart():
            payload = part.get_payload()
            pending += [one for one in payload if isinstance(one, Message)][::-1] if isinstance(payload, list) else []
        else:
            yield part


def is_text(part: Message, kind: str = "") -> bool:
    """Whether a part is text of the message itself, not an attachment."""
    wanted = (f"text/{kind}",) if kind else ("text/plain", "text/html")
    return part.get_content_type() in wanted and part.get_content_disposition() != "attachment"


def body_of(part: Message) -> str:
    """A part's text by its stated encoding; where that is wrong, by what its bytes say."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        text = decode_stated(data, part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        text = decode(data)
    if part.get_param("format") == "flowed":
        text = re.sub(r"(?<=\S) \r?\n(?=\S)", " ", text)
    return text.replace("\r\n", "\n")


def chosen(plain: str, page: str) -> str:
    """The plain part where it is whole: links counted out, it has about the words of the page."""
    words = len(re.sub(r"\S*://\S*", "", plain).split())
    return plain if words and words >= PLAIN_SHARE * len(page.split()) else page


def sender_of(message: Message) -> str | None:
    """The sender's name; without one, the domain."""
    name, address = parseaddr(raw_header(message, "from"))
    name = decoded(name)
    return clean_outlet(name) or clean_line(name) or clean_line(address.rpartition("@")[2])


def page_of_archive(data: bytes) -> tuple[bytes, str | None]:
    """The page in an MHTML file, in UTF-8, and its address."""
    with foreign_parser("MHTML"):
        message = parse(data)
        pages = [
            part for part in bounded_parts(message) if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
        if not pages:
            raise ArticleError("holds no page")
        url = clean_url(header(message, "snapshot-content-location") or header(pages[0], "content-location"))
        return body_of(pages[0]).encode("utf-8", "replace"), url
