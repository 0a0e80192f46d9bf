"""Words that tell names from other words, in English."""

from __future__ import annotations

from assistant.text.languages.language import NameWords, word_set

_TITLES = """
    mr mrs ms miss dr prof professor sir lord lady dame president prime minister chancellor king queen prince
    princess pope secretary senator governor mayor general colonel major captain lieutenant sergeant ambassador
    judge justice chief vice deputy foreign defence defense interior finance former spokesman spokeswoman
    representative rep sen gov hon honorable honourable ceo cfo coo cto mp mep
"""
_OPENERS = """
    above according additionally after afterwards again against although among another anyone around asked because
    before below besides between consequently currently despite down due during earlier early eight either else even
    eventually ever everyone few finally first five following four further furthermore generally given hence herself
    himself however including indeed initially instead itself last later latest less let like likewise many maybe
    meanwhile more moreover most much myself nearly nevertheless new next nine nobody nonetheless nothing now off
    often once one only originally others out over overall part people per perhaps plus rather recently regarding
    second seven several similarly since six someone sometimes soon still ten themselves therefore third though three
    through thus today together too total two typically under unless unlike until up usually via well whatever
    whenever whereas while whoever within yes yet
"""
_VERBS = """
    is was were are has had have does did do will would could can should may might must says said told tells met
    meets won wins lost loses sold sells bought buys made makes took takes gave gives went goes came comes saw sees
    knew knows thought thinks became becomes began begins wrote writes sang sings spoke speaks led leads left leaves
    held holds kept keeps put puts set sets ran runs rose rises fell falls grew grows sent sends built builds hit
    hits found finds called calls and also then now never wants plans denies agrees refuses backs faces warns
    announces confirms plays stars sits lies uses joins
"""
_COMMON_ENDINGS = "ing ed ly tion tions ment ments ness ity ies ance ence ism ology ers ors"
_ALIASES = (
    ("united states", "united states of america", "us", "usa", "america", "american", "americans"),
    ("united kingdom", "uk", "britain", "great britain", "british"),
    ("european union", "eu"),
    ("united nations", "un"),
    ("france", "french"), ("poland", "polish", "poles"), ("spain", "spanish"), ("netherlands", "dutch", "holland"),
    ("greece", "greek", "greeks"), ("norway", "norwegian"), ("denmark", "danish"), ("ireland", "irish"),
    ("wales", "welsh"), ("switzerland", "swiss"), ("finland", "finnish"), ("turkey", "turkiye", "turkish"),
    ("myanmar", "burma"), ("mumbai", "bombay"), ("beijing", "peking"), ("ivory coast", "cote d'ivoire"),
    ("czech republic", "czechia", "czech"), ("television", "tv"), ("artificial intelligence", "ai"),
)  # fmt: skip

NAMES = NameWords(
    connectors=word_set("of the de du da di del des la le el al bin ben ibn von van der den &"),
    titles=word_set(_TITLES),
    openers=word_set(_OPENERS),
    common_endings=tuple(_COMMON_ENDINGS.split()),
    verbs=word_set(_VERBS),
    eras=word_set("bc bce ad ce am pm"),
    already_named=word_set(
        "act agency agreement bill board commission committee company court department internet ministry treaty web"
    ),
    aliases=_ALIASES,
    determiners=frozenset(),
    country_endings=frozenset(("", "a", "ia", "e", "y", "ey", "en", "ain", "land", "s")),
    people_endings=word_set("n an ian ese ish i ic ern ns ans ians is s"),
)
