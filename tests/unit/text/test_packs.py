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
        ("cs", "Oprava stála 1 250 000 korun.", 1_250_000.0, None),
        ("de", "Im August 12 000 Menschen.", 12_000.0, None),
        ("fr", "Le club a reçu 12\u202f000,5 euros.", 12_000.5, "euro"),
        ("es", "Costó 310\u00a0000 euros.", 310_000.0, "euro"),
        ("pl", "Naprawa kosztowała 2 186 400 złotych.", 2_186_400.0, "zloty"),
        ("uk", "Штраф становив 1 700 гривень.", 1_700.0, "hryvnia"),
        ("ru", "Мост пересекли 14\u2009200 автомобилей.", 14_200.0, None),
        ("zh", "县里答应出1.1万元。", 11_000.0, None),
        ("ja", "工事費は1億2000万円に上る。", 120_000_000.0, None),
        ("ko", "관객 3만 5천 명이 모였다.", 35_000.0, None),
    ],
)
def test_figures(code: str, text: str, value: float, unit: str | None) -> None:
    figures = [m.value for m in read_mentions(text, language=language(code)) if isinstance(m.value, Figure)]
    assert [figure.unit for figure in figures] == [unit]
    assert [figure.value for figure in figures] == pytest.approx([value])


@pytest.mark.parametrize(
    ("code", "text", "figures"),
    [
        ("en", "In 12 000 years.", ["12", "000 years"]),
        ("fr", "En 2022 300 personnes.", ["300"]),
        ("fr", "En 2022\u00a0300 personnes.", ["300"]),
        ("fr", "À 18:30 200 personnes.", ["18:30", "200"]),
        ("de", "Am 29.03.2022 300 Euro.", ["300 Euro"]),
        ("de", "Unter +49 170 555 123.", ["49", "170", "555", "123"]),
        ("de", "Das Konto 12 345 678 90.", ["12", "345", "678", "90"]),
        ("pl", "Pod numerem 800 555 017.", ["800", "555", "017"]),
        ("pl", "Kosztuje 850 000 000 zł.", ["850 000 000 zł"]),
        ("uk", "Телефон: 067 555 123.", ["067", "555", "123"]),
        ("es", "Entre 10 000-12 000 euros.", ["10 000", "12 000 euros"]),
    ],
)
def test_a_space_parts_thousands_only(code: str, text: str, figures: list[str]) -> None:
    assert [m.text for m in read_mentions(text, language=language(code)) if m.kind == "figure"] == figures


@pytest.mark.parametrize(
    ("code", "text", "year", "month", "day"),
    [
        ("ja", "橋は2022年3月29日に閉鎖された。", 2022, 3, 29),
        ("ja", "２０２２年３月２９日午後。", 2022, 3, 29),
        ("ja", "工事は２０２２年に始まった。", 2022, None, None),
        ("zh", "双方上一轮会谈在10月9日破裂，用了2000元。", None, 10, 9),
        ("zh", "从2026年7月起，历时3个月29天。", 2026, 7, None),
        ("ko", "다리는 2022년 3월 29일에 폐쇄됐다.", 2022, 3, 29),
        ("th", "เขาพูดเมื่อ 29 มกราคม 2022", 2022, 1, 29),
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


@pytest.mark.parametrize("text", ["13月9日。", "2022年3月45日。", "有5000年历史。"])
def test_what_can_be_no_day_is_none(text: str) -> None:
    assert not [m for m in read_mentions(text, language=language("zh")) if m.kind == "date"]


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
