"""Number words, scales, currencies and units, as tables."""

from __future__ import annotations

from assistant.text.tokens import listed

SMALL = {
    word: value
    for value, word in enumerate(
        listed(
            """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """
        )
    )
}
TENS = {
    word: 10 * value for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
SCALES = {
    "hundred": 1e2, "hundreds": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "billion":
    1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
GLUED_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
"""Scales only where money or a counted thing shows that they are: `$5m`, `300k people`."""
ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    """
        ),
        1,
    )
}
FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 1 / 4,
    "quarters": 1 / 4,
    "fifth": 1 / 5,
    "fifths": 1 / 5,
}
CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₽": "rouble", "₴": "hryvnia", "₹": "rupee"}
CURRENCY_CODES = {
    "usd": "dollar",
    "us": "dollar",
    "eur": "euro",
    "gbp": "pound",
    "uah": "hryvnia",
    "rub": "rouble",
    "jpy": "yen",
    "chf": "franc",
}
UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), ("time", 1 / 60)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1.0)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), ("time", 60.0)),
    **dict.fromkeys(("day", "days"), ("time", 1440.0)),
    **dict.fromkeys(("week", "weeks"), ("time", 10080.0)),
    **dict.fromkeys(("fortnight", "fortnights"), ("time", 20160.0)),
    **dict.fromkeys(("month", "months"), ("months", 1.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("months", 12.0)),
    **dict.fromkeys(("decade", "decades"), ("months", 120.0)),
    **dict.fromkeys(("%", "percent", "pct", "pc"), ("per cent", 1.0)),
    **dict.fromkeys(("pp", "ppt"), ("percentage point", 1.0)),
    **dict.fromkeys(("dollar", "dollars", "usd"), ("dollar", 1.0)),
    **dict.fromkeys(("cent", "cents"), ("dollar", 0.01)),
    **dict.fromkeys(("euro", "euros", "eur", "€"), ("euro", 1.0)),
    **dict.fromkeys(("pound", "pounds", "lb", "lbs", "sterling"), ("pound", 1.0)),
    **dict.fromkeys(("rouble", "roubles", "ruble", "rubles"), ("rouble", 1.0)),
    **dict.fromkeys(("hryvnia", "hryvnias", "hryvnyas", "uah"), ("hryvnia", 1.0)),
    **dict.fromkeys(("yen",), ("yen", 1.0)),
    **dict.fromkeys(("yuan", "renminbi"), ("yuan", 1.0)),
    **dict.fromkeys(("franc", "francs"), ("franc", 1.0)),
    **dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), ("metre", 1000.0)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ("metre", 1.0)),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), ("metre", 0.01)),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), ("metre", 0.001)),
    **dict.fromkeys(("mile", "miles"), ("metre", 1609.344)),
    **dict.fromkeys(("foot", "feet", "ft"), ("metre", 0.3048)),
    **dict.fromkeys(("inch", "inches"), ("metre", 0.0254)),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilo", "kilos"), ("gram", 1e3)),
    **dict.fromkeys(("g", "gram", "grams"), ("gram", 1.0)),
    **dict.fromkeys(("mg", "milligram", "milligrams"), ("gram", 1e-3)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("gram", 1e6)),
    **dict.fromkeys(("hectare", "hectares", "ha"), ("hectare", 1.0)),
    **dict.fromkeys(("acre", "acres"), ("acre", 1.0)),
    **dict.fromkeys(("barrel", "barrels", "bpd"), ("barrel", 1.0)),
    **dict.fromkeys(("litre", "litres", "liter", "liters", "l"), ("litre", 1.0)),
    **dict.fromkeys(("kw", "kilowatt", "kilowatts"), ("watt", 1e3)),
    **dict.fromkeys(("mw", "megawatt", "megawatts"), ("watt", 1e6)),
    **dict.fromkeys(("gw", "gigawatt", "gigawatts"), ("watt", 1e9)),
    **dict.fromkeys(("°", "degree", "degrees"), ("degree", 1.0)),
}
NUMBER_WORDS = (
    frozenset(SMALL)
    | frozenset(TENS)
    | frozenset(SCALES)
    | frozenset(ORDINALS)
    | frozenset(FRACTIONS)
    | {"noon", "midnight"}
)
