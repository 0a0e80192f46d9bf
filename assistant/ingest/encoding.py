"""Bytes to text, without losing or replacing any: what cannot be decoded for certain is a named error.

Order: byte-order mark, UTF-16 without one, strict UTF-8, windows-1252 where the result reads as Western text, then
charset-normalizer among the encodings that news files are really found in.
"""

from __future__ import annotations

import codecs
import re

from assistant.errors import ArticleError

BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

CHARSET = r"(?:windows-|cp|iso-|koi8|gb|big5|shift|euc|latin|us-ascii|ks_c|tis-|mac)[\w-]{0,15}"
"""Encodings of pages and mails. Python knows others under such names as `idna`, some of them very slow."""
STATED = re.compile(rf"{CHARSET}|utf[\w-]{{0,8}}", re.IGNORECASE)

LEGACY_ENCODINGS = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "koi8_u"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
"""Candidates for charset-normalizer. With all of its hundred it takes short French for `mac_latin2`."""
SAMPLE_BYTES = 100_000

UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH_BYTE = re.compile(rb"[\x80-\xff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")  # \x85 is a newline, \x1b starts ISO-2022
UTF8_WESTERN = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
"""Accents and typographic signs as UTF-8 writes them: `Ã©` or `â€œ` when read as windows-1252."""
NOT_WESTERN = re.compile(r"[^\W\d_][¡-©«-´¶-¹»-¿×÷†-‰]+[^\W\d_]|[ÐÝÞðýþ]")
"""A sign inside a word, as in `d¹browa`, or letters that are Turkish far more often than Icelandic."""
WESTERN_SHARE = 0.25
"""At most this share of the letters of Western text lies beyond ASCII; of Cyrillic or Greek, nearly all do."""


def decode(data: bytes) -> str:
    """The text of `data`, its byte-order mark removed and its newlines untouched; raises ArticleError."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return without_nul(decode_marked(data[len(mark) :], encoding))
    if b"\x00" in data:
        return decode_utf16_without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return decode_legacy(data, error.start)


def decode_stated(data: bytes, charset: str) -> str:
    """The text of `data` by the encoding that a server or a mail states; raises LookupError where it is none of texts, or UnicodeError."""
    if not STATED.fullmatch(charset):
        raise LookupError(charset)
    return data.decode(charset)


def decode_marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"begins like {encoding.upper()} but is not (byte {error.start}): save it as UTF-8"
        ) from None


def without_nul(text: str) -> str:
    if "\x00" in text:
        raise ArticleError("is binary, not text")
    return text


def decode_utf16_without_mark(data: bytes) -> str:
    """UTF-16 shows itself by plain spaces and newlines, and by nothing unprintable.

    Read in the wrong byte order a space becomes U+2000 and a newline U+0A00, neither of which is printable.
    """
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        spaced = text.isascii() or re.search(r"\s", text)
        if spaced and all(character.isprintable() or character in "\t\n\r\f" for character in text):
            return text
    raise ArticleError("is binary, not text")


def decode_legacy(data: bytes, first_wrong: int) -> str:
    """Text of one of the older encodings, of one byte a character or of East Asia."""
    mixed = ArticleError(f"mixes UTF-8 with another encoding or is damaged (byte {first_wrong}): save it as UTF-8")
    if is_mostly_utf8(data):
        raise mixed
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return decode_by_statistics(data)
    if not reads_as_western(text):
        return decode_by_statistics(data)
    if UTF8_WESTERN.search(data):
        raise mixed
    return text


def is_mostly_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII belong to sound UTF-8; in other encodings that is so of less than half."""
    sound = sum(map(len, UTF8_SEQUENCE.findall(data)))
    return sound > 0.6 * len(HIGH_BYTE.findall(data))


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def reads_as_western(text: str) -> bool:
    """Whether text decoded as windows-1252 looks meant: few accents, no signs inside words, no control characters."""
    letters = sum(character.isalpha() for character in text)
    accented = sum(character.isalpha() and not character.isascii() for character in text)
    return accented <= max(3, WESTERN_SHARE * letters) and not NOT_WESTERN.search(text) and not CONTROL.search(text)


def decode_by_statistics(data: bytes) -> str:
    """What charset-normalizer takes the beginning for, if all of it can be decoded so."""
    from charset_normalizer import from_bytes  # imported late: 45 ms

    sample = data[:SAMPLE_BYTES]
    if len(data) > SAMPLE_BYTES:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample  # ends between two characters
    best = from_bytes(sample, cp_isolation=LEGACY_ENCODINGS).best()
    try:
        text = data.decode(best.encoding) if best else ""
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise ArticleError("is binary, or text in an unknown encoding: save it as UTF-8")
    if CONTROL.search(text):
        raise ArticleError("is binary, not text")
    return text
