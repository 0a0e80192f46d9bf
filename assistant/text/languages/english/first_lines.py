"""What the first lines of an article are known by, in English."""

from __future__ import annotations

from assistant.text.languages.language import FirstLineWords

FIRST_LINES = FirstLineWords(
    fields="title|headline|outlet|source|publisher|publication|site|url|link|by|author",
    published=r"dated?|(?:first\s+|originally\s+)?published|posted|issued|released|publication\s+date",
    changed="updated|modified|edited",
    on="on",
    last="last",
    by="by",
    writers="(?:writer|correspondent|editor|reporter|staff|columnist)s?",
    particles="and|de|van|von|al|bin|der",
    name_words="of|the|and|with|de|la|le|der|die|for",
    papers=(
        "News|Times|Post|Press|Agency|Herald|Tribune|Gazette|Journal|Observer|Daily|Weekly|Radio|TV|Television|Guardian|"
        "Telegraph|Chronicle|Courier|Ledger|Wire|Review|Dispatch|Bulletin|Monitor|Globe|Examiner|Register"
    ),
    paper_articles="The|THE",
    paper_of=r"of\s+(?:the\s+)?",
    no_outlets="breaking|live|latest|more|world",
    beside="with|and|via",
    agencies="agencies",
    place_words="at|on",
    reading_time=r"min(?:ute)?s?(?:\s+read)?",
    edition="edition",
    copyright=r"copyright",
    captions="image|photo|picture|file|watch|read|video|caption|advertisement",
)
