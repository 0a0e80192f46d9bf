"""Text comes out right from each encoding, and nothing is ever dropped or replaced."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ArticleError
from assistant.ingest.encoding import decode

FRENCH = "Le président a déclaré qu’il n’y aurait pas de « sanctions » nouvelles — café, 5 €.\r\nÀ Paris, l’été.\r\n"
CYRILLIC = "Переговоры продлились сорок минут, сообщили в обеих столицах. Стороны договорились о новой встрече.\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [FRENCH, CYRILLIC, "Plain words\nonly.", "Zwölf 👍\n"])
def test_unicode_encodings_come_out_exactly(mark: bytes, encoding: str, text: str) -> None:
    assert decode(mark + text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", FRENCH),
        ("cp1252", "Café fermé"),
        ("cp1252", "“Yes”, he said – £5m, 20 °C, ½."),
        ("cp1252", "Der Präsident sagte, man müsse über Größe reden."),
        ("cp1251", CYRILLIC),
        ("koi8_r", CYRILLIC),
        ("cp1251", "Переговори у Рівному й Чернігові тривали п’ять годин, повідомили її учасники."),
        ("cp1250", "Rozmowa trwała pięćdziesiąt minut, jak podał rząd. Łódź, źródła, żądania, ćwiczenia."),
        ("cp1253", "Η συνομιλία διήρκεσε πενήντα λεπτά, ανακοίνωσαν οι δύο πλευρές."),
        ("gb18030", "双方通话持续了五十分钟，并同意下个月在日内瓦继续会谈。"),
        ("cp932", "電話会談は五十分続いた。双方は来月も協議を続けることで一致した。"),
    ],
)
def test_older_encodings_are_recognised(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"words and a NUL\x00 byte", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary"),
        (b"\xff\xfeodd", "begins like UTF-16-LE"),
        (codecs.BOM_UTF8 + b"caf\xe9", "begins like UTF-8"),
        ("Zażółć café € résumé".encode() + b" and caf\xe9", "mixes UTF-8 with another encoding"),
        ("One line of café.\n".encode() + "Line of café and été.\n".encode("cp1252") * 9, "mixes UTF-8"),
        (codecs.BOM_UTF16_LE + "words\x00".encode("utf-16-le"), "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        decode(data)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode("utf-8")) == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_without_loss_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except ArticleError:
        return
    assert "\ufffd" not in text or "\ufffd".encode() in data or b"\xff\xfd" in data or b"\xfd\xff" in data
