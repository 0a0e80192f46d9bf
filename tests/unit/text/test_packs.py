"""What each pack's words make of figures, dates, denials, sentences and names."""

from __future__ import annotations

import pytest

from assistant.text.date_words import DateWords
from assistant.text.languages import LANGUAGES, language
from assistant.text.mentions import read_mentions
from assistant.text.normalize import stem
from assistant.text.numbers import Figure
from assistant.text.sentences import sentences
from assistant.verification.check import Reference, check_claim


@pytest.mark.parametrize(
    ("code", "text", "value", "unit"),
    [
        ("de", "Das kostete 1.234,5 Euro.", 1234.5, "euro"),
        ("de", "Der Hafen gibt 6,9 Mio. Pfund aus.", 6.9e6, "pound"),
        ("de", "Es dauerte fünfzig Minuten.", 50.0, "time"),
        ("fr", "Les travaux coûteront 1,4 million d'euros.", 1.4e6, None),
        ("fr", "L'entretien a duré vingt minutes.", 20.0, "time"),
        ("es", "El puente costará 3 millones de libras.", 3e6, None),
        ("es", "La llamada duró dos horas.", 120.0, "time"),
        ("pl", "Naprawa kosztowała 320 tys. złotych.", 320_000.0, "zloty"),
        ("pl", "Rozmowa trwała 62 minuty.", 62.0, "time"),
        ("uk", "Виділили 12,5 млн гривень.", 12.5e6, "hryvnia"),
        ("uk", "Звернення тривало дев’ять хвилин.", 9.0, "time"),
        ("cs", "Oprava stála 1.250,5 km.", 1_250_500.0, "metre"),
    ],
)
def test_figures(code: str, text: str, value: float, unit: str | None) -> None:
    figures = [m.value for m in read_mentions(text, language=language(code)) if isinstance(m.value, Figure)]
    assert [figure.unit for figure in figures] == [unit]
    assert [figure.value for figure in figures] == pytest.approx([value])


@pytest.mark.parametrize(
    ("code", "text", "year", "month", "day"),
    [
        ("de", "Die Fähre fährt vom 1. April 2022 an.", 2022, 4, 1),
        ("de", "Die Fähre fährt vom 1. April an.", None, 4, 1),
        ("fr", "Les familles sont attendues le 12 avril.", None, 4, 12),
        ("es", "El ferry sale el 1 de abril de 2022.", 2022, 4, 1),
        ("pl", "Bilety są ważne do 30 kwietnia.", None, 4, 30),
        ("uk", "Міст відкриють до 15 серпня.", None, 8, 15),
    ],
)
def test_dates(code: str, text: str, year: int | None, month: int, day: int) -> None:
    dates = [m.value for m in read_mentions(text, language=language(code)) if isinstance(m.value, DateWords)]
    assert [(date.year, date.month, date.day) for date in dates] == [(year, month, day)]


@pytest.mark.parametrize(
    ("code", "denied"),
    [
        ("de", "Der Hafen wurde im Winter nicht geschlossen."),
        ("fr", "Le port n'a pas été fermé en hiver."),
        ("es", "El puerto no fue cerrado en invierno."),
        ("pl", "Port nie został zamknięty zimą."),
        ("uk", "Порт не був закритий узимку."),
    ],
)
def test_a_denial_is_no_support(code: str, denied: str) -> None:
    spoken = language(code)
    nots = spoken.check.nots
    stated = " ".join(word for word in denied.split() if word.lower() not in nots).replace("n'a", "a")
    assert stated != denied
    assert check_claim(stated, [Reference(stated)], language=spoken).label == "supported"
    assert check_claim(denied, [Reference(stated)], language=spoken).label != "supported"


@pytest.mark.parametrize(
    ("code", "text", "count"),
    [
        ("de", "Am 29. März sprach Prof. Hill mit ca. 40 Leuten. Dann ging er.", 2),
        ("fr", "M. Delcourt a parlé à Mme. Ferrand. Puis il est parti.", 2),
        ("es", "El Sr. Pérez habló con la Dra. Gil. Luego se fue.", 2),
        ("pl", "Wczoraj ok. 40 osób słuchało prof. Wrony. Potem wyszli.", 2),
        ("uk", "У 2022 р. мер м. Маякового виступив. Потім він пішов.", 2),
    ],
)
def test_abbreviations_end_no_sentence(code: str, text: str, count: int) -> None:
    assert len(sentences(text, language(code))) == count


def test_a_german_noun_is_no_name() -> None:
    text = "Gestern sprach der neue Bürgermeister mit Emmanuel Macron in Kyjiw."
    assert [m.text for m in read_mentions(text, language=language("de")) if m.kind == "name"] == [
        "Emmanuel Macron",
        "Kyjiw",
    ]


def test_every_pack_has_a_stemmer_and_its_own_stop_words() -> None:
    for code, spoken in LANGUAGES.items():
        assert spoken.code == code
        assert spoken.stemmer or spoken.endings
        assert spoken.function_words
    assert stem("переговорам", language("uk")) == stem("переговори", language("uk"))


@pytest.mark.parametrize(
    ("code", "question", "form"),
    [
        ("en", "How did the Kremlin describe the mood?", None),
        ("en", "How did the mayor call off the strike?", "why or how"),
        ("en", "How did the call end?", "why or how"),
        ("en", "How did the interest rate change?", "why or how"),
        ("en", "How did he call the plan?", None),
        ("en", "Do you know who called Putin?", None),
        ("en", "Could you say how long the call lasted?", None),
        ("en", "Can you tell me why the ferry sank?", "why or how"),
        ("en", "Could you swim there?", "yes or no"),
        ("en", "Was anyone hurt when the ferry sank?", "yes or no"),
        ("de", "Wie nannte der Kreml die Stimmung?", None),
        ("de", "Wie hat der Kreml die Stimmung beschrieben?", None),
        ("de", "Wie alt ist die Fähre?", None),
        ("de", "Wie heißt die Fähre?", None),
        ("de", "Wie kam es dazu?", "why or how"),
        ("de", "Ist die Fähre gesunken?", "yes or no"),
        ("fr", "Comment le Kremlin a-t-il qualifié l'ambiance ?", None),
        ("fr", "Comment l'appel a fini ?", "why or how"),
        ("es", "¿Cómo calificó el Kremlin el ambiente?", None),
        ("es", "¿Cómo terminó la llamada?", "why or how"),
        ("pl", "Jak Kreml nazwał nastrój?", None),
        ("pl", "Jak doszło do pożaru?", "why or how"),
        ("uk", "Як Кремль назвав настрій?", None),
        ("uk", "Як це сталося?", "why or how"),
    ],
)
def test_how_a_question_wants_to_be_answered(code: str, question: str, form: str | None) -> None:
    forms = language(code).questions.forms
    assert next((told for told, pattern in forms if pattern.search(question)), None) == form
