"""What the first lines of an article are known by, for `ingest/first_lines`, in all languages at once: nobody knows yet which it is in.

Alternatives of patterns: English first, then, in lines of their own, only those of other languages without which a file was read wrongly.
"""

from __future__ import annotations

FIELDS = "title|headline|outlet|source|publisher|publication|site|url|link|by|author"
"""What may stand before a colon: `Source: The Lark`."""
PUBLISHED = (
    r"dated?|(?:first\s+|originally\s+)?published|posted|issued|released|publication\s+date"
    "|datum|veröffentlicht|erschienen|publié|paru|date|fecha|publicad[oa]|data|pubblicato|opublikowano|gepubliceerd|publicerad"
    "|publisert|udgivet|дата|опубликовано|опубліковано"
)
ON = "on|am|le|el|il|em|op|den"
"""Between one of these and the day."""
BY = "by|von|par|por|di|door|av|af|tekst|текст"
WRITERS = "(?:writer|correspondent|editor|reporter|staff|columnist)s?"
PARTICLES = "and|de|van|von|al|bin|der"
"""Small words inside a writer's name."""
NAME_WORDS = (
    "of|the|and|with|de|la|le|der|die|for|des|das|von|und|für|les|du|del|los|el|il|lo|di|da|do|et|y|e|och|og|en"
)
"""Small words inside an outlet's name."""
PAPERS = (
    "News|Times|Post|Press|Agency|Herald|Tribune|Gazette|Journal|Observer|Daily|Weekly|Radio|TV|Television|Guardian|"
    "Telegraph|Chronicle|Courier|Ledger|Wire|Review|Dispatch|Bulletin|Monitor|Globe|Examiner|Register"
    r"|\w*zeitung|\w*blatt|\w*anzeiger|bote|kurier|\w*rundschau|nachrichten|\w*presse|echo|spiegel|merkur|courrier|dépêche|voix|progrès"
    r"|écho|diario|periódico|correo|voz|heraldo|gaceta|prensa|noticias|corriere|gazzetta|giornale|messaggero|jornal|folha|diário|correio"
    r"|notícias|gazeta|dziennik|głos|wiadomości|tygodnik|\w*bladet|\w*tidning(?:en)?|\w*posten|tidende|avis|dagblad|courant|krant"
    r"|газета|вестник|известия|новости|правда|вісник|новини|mail|argus|advertiser|independent|magazine|mercury|sentinel|inquirer"
)
"""Words by which a name says that it is an outlet's."""
PAPER_ARTICLES = "The|THE"
"""What may stand before such a name."""
PAPER_OF = (
    r"of\s+(?:the\s+)?"
    r"|(?:du|de|del|della|di|da|do|von|van|för)\s+(?:la\s+|los\s+|der\s+)?"
)
"""Between such a word and a place: `Times of Malta`."""
NO_OUTLETS = "breaking|live|latest|more|world|local|top"
"""Words before one of PAPERS that make a heading of it: `Breaking News`."""
BESIDE = "with|and|via"
"""Between an outlet and the agency that helped it."""
AGENCIES = "agencies"
"""What helped it, where none is named."""
PLACE_WORDS = "at|on"
"""What may stand alone between names, and names nothing."""
READING_TIME = r"min(?:ute)?s?(?:\s+read)?"
"""Behind a figure: `3 min read`."""
EDITION = "edition"
COPYRIGHT = r"copyright"
CAPTIONS = "image|photo|picture|file|watch|read|video|caption|advertisement"
