"""Number words, scales, currencies and units, in English."""

from __future__ import annotations

from assistant.text.languages.language import QuantityWords, word_set

_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ABOUT = "about around approximately roughly some nearly almost over under circa approx ca ~ least most than"
_SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_FRACTIONS = {
    "half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fifth": 1 / 5,
    "fifths": 1 / 5,
}  # fmt: skip
_CURRENCY_CODES = {
    "usd": "dollar", "us": "dollar", "eur": "euro", "gbp": "pound", "uah": "hryvnia", "rub": "rouble", "jpy":
    "yen", "chf": "franc",
}  # fmt: skip
_UNITS = (
    ("second seconds sec secs", "time", 1 / 60),
    ("minute minutes min mins", "time", 1.0),
    ("hour hours hr hrs h", "time", 60.0),
    ("day days", "time", 1440.0),
    ("week weeks", "time", 10080.0),
    ("fortnight fortnights", "time", 20160.0),
    ("month months", "months", 1.0),
    ("year years yr yrs", "months", 12.0),
    ("decade decades", "months", 120.0),
    ("% percent pct pc", "per cent", 1.0),
    ("pp ppt", "percentage point", 1.0),
    ("dollar dollars usd", "dollar", 1.0),
    ("cent cents", "dollar", 0.01),
    ("euro euros eur €", "euro", 1.0),
    ("pound pounds lb lbs sterling", "pound", 1.0),
    ("rouble roubles ruble rubles", "rouble", 1.0),
    ("hryvnia hryvnias hryvnyas uah", "hryvnia", 1.0),
    ("yen", "yen", 1.0),
    ("yuan renminbi", "yuan", 1.0),
    ("franc francs", "franc", 1.0),
    ("km kms kilometre kilometres kilometer kilometers", "metre", 1000.0),
    ("m metre metres meter meters", "metre", 1.0),
    ("cm centimetre centimetres centimeter centimeters", "metre", 0.01),
    ("mm millimetre millimetres millimeter millimeters", "metre", 0.001),
    ("mile miles", "metre", 1609.344),
    ("foot feet ft", "metre", 0.3048),
    ("inch inches", "metre", 0.0254),
    ("kg kgs kilogram kilograms kilo kilos", "gram", 1e3),
    ("g gram grams", "gram", 1.0),
    ("mg milligram milligrams", "gram", 1e-3),
    ("tonne tonnes ton tons", "gram", 1e6),
    ("hectare hectares ha", "hectare", 1.0),
    ("acre acres", "acre", 1.0),
    ("barrel barrels bpd", "barrel", 1.0),
    ("litre litres liter liters l", "litre", 1.0),
    ("kw kilowatt kilowatts", "watt", 1e3),
    ("mw megawatt megawatts", "watt", 1e6),
    ("gw gigawatt gigawatts", "watt", 1e9),
    ("° degree degrees", "degree", 1.0),
)
"""Words, their base unit, and how many of them each is."""

QUANTITIES = QuantityWords(
    small={word: value for value, word in enumerate(_SMALL.split())},
    tens={word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    scales=_SCALES,
    glued_scales={"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12},
    ordinals={word: value for value, word in enumerate(_ORDINALS.split(), 1)},
    fractions=_FRACTIONS,
    currency_codes=_CURRENCY_CODES,
    units={word: (unit, factor) for words, unit, factor in _UNITS for word in words.split()},
    articles=word_set("a an"),
    about=word_set(_ABOUT),
    before_a_duration=word_set(f"{_ABOUT} for in after within lasted lasting every half another of took taking"),
    decimal=".",
    between=word_set("to and or - – —"),
    stops_a_count=word_set("to and or from in on at of away long tall high deep wide above below by"),
)
