"""What the first lines of an article are known by in other languages than English: one list of all, for nobody knows yet which it is in."""

from __future__ import annotations

import dataclasses

from assistant.text.languages.english.first_lines import FIRST_LINES as ENGLISH

OTHERS = {
    "published": (
        "datum|veröffentlicht|erschienen|publié|paru|date|fecha|publicad[oa]|data|pubblicato|opublikowano|gepubliceerd|publicerad"
        "|publisert|udgivet|дата|опубликовано|опубліковано"
    ),
    "on": "am|le|el|il|em|op|den",
    "by": "von|par|por|di|door|av|af|tekst|текст",
    "name_words": "des|das|von|und|für|les|du|del|los|el|il|lo|di|da|do|et|y|e|och|og|en",
    "papers": (
        r"\w*zeitung|\w*blatt|\w*anzeiger|bote|kurier|\w*rundschau|nachrichten|\w*presse|echo|spiegel|merkur|courrier|dépêche|voix|progrès"
        r"|écho|diario|periódico|correo|voz|heraldo|gaceta|prensa|noticias|corriere|gazzetta|giornale|messaggero|jornal|folha|diário|correio"
        r"|notícias|gazeta|dziennik|głos|wiadomości|tygodnik|\w*bladet|\w*tidning(?:en)?|\w*posten|tidende|avis|dagblad|courant|krant"
        r"|газета|вестник|известия|новости|правда|вісник|новини|mail|argus|advertiser|independent|magazine|mercury|sentinel|inquirer"
    ),
    "paper_of": r"(?:du|de|del|della|di|da|do|von|van|för)\s+(?:la\s+|los\s+|der\s+)?",
}
"""Only what a file was read wrongly without."""
FIRST_LINES = dataclasses.replace(
    ENGLISH, **{name: f"{getattr(ENGLISH, name)}|{words}" for name, words in OTHERS.items()}
)
