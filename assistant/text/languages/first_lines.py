"""What the first lines of an article are known by in other languages than English: one list of all, for nobody knows yet which it is in."""

from __future__ import annotations

from assistant.text.languages.language import FirstLineWords

OTHER_FIRST_LINES = FirstLineWords(
    fields=(
        "titel|überschrift|schlagzeile|quelle|titre|auteur|título|fuente|titolo|fonte|autore|tytuł|źródło|kilde|källa|bron|autor"
        "|заголовок|источник|автор|джерело"
    ),
    published=(
        "datum|veröffentlicht|erschienen|publié|paru|date|fecha|publicad[oa]|data|pubblicato|opublikowano|gepubliceerd|publicerad"
        "|publisert|udgivet|дата|опубликовано|опубліковано"
    ),
    changed=(
        "aktualisiert|geändert|mis à jour|modifié|actualizado|atualizado|aggiornato|zaktualizowano|bijgewerkt|uppdaterad|обновлено|оновлено"
    ),
    on="am|le|el|il|em|op|den",
    last="zuletzt|última|ultimo|ostatnio|senast",
    by="von|par|por|di|door|av|af|tekst|текст",
    writers="redaktion|korrespondent(?:in)?|rédaction|redacción|redação|redazione|redakcja|redactie|редакци[яи]|редакція",
    particles="vom|zu|zum|del|della|di|da|du|dos|und|et|y|e|i",
    name_words="des|das|von|und|für|les|du|del|los|el|il|lo|di|da|do|et|y|e|och|og|en",
    papers=(
        r"\w*zeitung|\w*blatt|\w*anzeiger|bote|kurier|\w*rundschau|nachrichten|\w*presse|echo|spiegel|merkur|courrier|dépêche|voix|progrès"
        r"|écho|diario|periódico|correo|voz|heraldo|gaceta|prensa|noticias|corriere|gazzetta|giornale|messaggero|jornal|folha|diário|correio"
        r"|notícias|gazeta|dziennik|głos|wiadomości|tygodnik|\w*bladet|\w*tidning(?:en)?|\w*posten|tidende|avis|dagblad|courant|krant"
        r"|газета|вестник|известия|новости|правда|вісник|новини|mail|argus|advertiser|independent|magazine|mercury|sentinel|inquirer"
    ),
    paper_articles="Der|Die|Das|Le|La|Les|El|Los|Il|Lo|O|A|De|Het",
    paper_of=r"(?:du|de|del|della|di|da|do|von|van|för)\s+(?:la\s+|los\s+|der\s+)?",
    no_outlets="letzte|neueste|aktuelle|dernières|últimas|ultime|najnowsze|senaste",
    beside="mit|und|avec|et|con|com|y|och",
    agencies="agenturen|agences|agencias|agenzie|agências|agencje",
    place_words="um|à|a las|às|alle",
    reading_time=r"min(?:uten?)?\.?\s+(?:lesezeit|de lecture|de lectura|di lettura)",
    edition="ausgabe|édition|edición|edizione|edição|wydanie",
    copyright="(?!)",
    captions="foto|anzeige|publicité|publicidad|pubblicità|reklama",
)
