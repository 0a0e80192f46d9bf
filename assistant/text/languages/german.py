"""German: its words. Nouns have capitals, so a name is one that no determiner stands before."""

from __future__ import annotations

from assistant.text.languages.pack import Pack, make_language

GERMAN = make_language(
    Pack(
        code="de",
        frequent=(
            "an in der die das und ist nicht wer wann wie warum wo mit auf für von war wurde wurden welche "
            "welcher was hat sind ein eine über"
        ),
        function_words=(
            "wer wen wem wessen was wann wo wohin woher wie warum weshalb wieso welche welcher welches welchen welchem wofür "
            "ist sind war waren sein hat haben hatte hatten wird werden wurde wurden worden gewesen kann konnte soll sollte muss "
            "es er sie wir ihr ich ihm ihn ihnen ihre ihrer seine seinen seinem diese dieser dieses als dass ob noch auch so an ab"
        ),
        abbreviations=(
            r"abg|bzw|ca|d|dr|evtl|ggf|hr|fr|inkl|jh|mio|mrd|prof|sog|st|str|u|u\.a|usw|vgl|z|z\.b|d\.h|gen|nr|o\.ä|etc|min|stellv"
        ),
        before_a_number=r"nr|abs|art|s|kap|bd",
        small=(
            "null ein/eins/eine/einen/einem/einer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
            "fünfzehn sechzehn siebzehn achtzehn neunzehn"
        ),
        tens="zwanzig dreißig/dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
        scales={
            "hundert": 1e2,
            "dutzend": 12.0,
            "tausend tsd": 1e3,
            "million millionen mio": 1e6,
            "milliarde milliarden mrd": 1e9,
            "billion billionen": 1e12,
        },
        ordinals=(
            "erste/ersten/erster/erstes zweite/zweiten/zweiter dritte/dritten/dritter vierte/vierten fünfte/fünften sechste/sechsten "
            "siebte/siebten achte/achten neunte/neunten zehnte/zehnten"
        ),
        units=(
            ("sekunde sekunden", "time", 1 / 60),
            ("minute minuten", "time", 1.0),
            ("stunde stunden", "time", 60.0),
            ("tag tage tagen", "time", 1440.0),
            ("woche wochen", "time", 10080.0),
            ("monat monate monaten", "months", 1.0),
            ("jahr jahre jahren", "months", 12.0),
            ("jahrzehnt jahrzehnte", "months", 120.0),
            ("prozent", "per cent", 1.0),
            ("prozentpunkte prozentpunkten", "percentage point", 1.0),
            ("euro", "euro", 1.0),
            ("dollar", "dollar", 1.0),
            ("pfund", "pound", 1.0),
            ("rubel", "rouble", 1.0),
            ("hrywnja", "hryvnia", 1.0),
            ("franken", "franc", 1.0),
            ("kilometer kilometern", "metre", 1000.0),
            ("meter metern", "metre", 1.0),
            ("kilogramm kilo", "gram", 1e3),
            ("tonne tonnen", "gram", 1e6),
            ("hektar", "hectare", 1.0),
            ("grad", "degree", 1.0),
            ("liter", "litre", 1.0),
        ),
        articles="",
        about="etwa rund ungefähr circa ca knapp fast über mehr mindestens höchstens gut",
        between="bis und oder",
        connectors="von der den dem zu zum zur van de",
        titles=(
            "herr frau dr prof präsident präsidentin kanzler kanzlerin bundeskanzler minister ministerin ministerpräsident "
            "außenminister verteidigungsminister bürgermeister bürgermeisterin sprecher sprecherin general "
            "botschafter papst könig königin"
        ),
        openers=(
            "aber auch als am an auf bei beide bis da dabei dafür dagegen daher damit dann danach darauf das dass dem den der des "
            "deshalb die dies diese dieser doch dort ein eine einem einen einer er erst es für gegen gestern heute hier ihre im in "
            "inzwischen jetzt kein keine mit nach nachdem nicht noch nun nur ob obwohl seit seine seit sie so sowie trotz über um und "
            "unter viele vom von vor wann warum was weil welche welcher wenn wer wie wir wo während zu zudem zum zur zwar zwei"
        ),
        determiners=(
            "der die das den dem des ein eine einen einem einer eines kein keine keinen welche welcher welches welchen viele vielen "
            "wenige mehrere einige alle diese dieser dieses diesen jede jeder jedes seine ihre sein ihr im am zum zur vom beim ins"
        ),
        saying=(
            "sagte sagt sagten erklärte erklärt erklärten teilte betonte betont berichtete berichtet warnte warnt behauptete behauptet "
            "bestätigte mitteilte meinte nannte bezeichnete schrieb fügte hinzu forderte kündigte äußerte zufolge laut räumte bestritt"
        ),
        nots="nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder ohne",
        forms=(
            (
                "why or how",
                r"\b(?:warum|weshalb|wieso)\b|\bwie (?!viel|lange|hoch|teuer|alt|heiß|weit|groß|nann|nenn|bezeichn|beschr)"
                r"(?!.*\b(?:genannt|bezeichnet|beschrieben)\b)",
            ),
            (
                "yes or no",
                r"^\W*(?:ist|sind|war|waren|hat|haben|hatte|wird|werden|wurde|kann|fährt|gibt|gab|kommt|soll)\b",
            ),
        ),
        asking="lange viel viele hoch teuer sagte sagt nannte passierte geschah heißt heiße",
        latest=r"\b(?:neueste[nrs]?|aktuell\w*|zuletzt|jetzt|derzeit|inzwischen|bisher|momentan)\b",
        called=r"sprachmodelle?|(?:ki-?)?assistent(?:en|in)?|liebe[r]? ki",
        must=r"muss|müssen|soll",
        you_must=r"musst|sollst|bist|hast zu|antworte|schreibe",
        orders=(
            r"(?:bitte )?(?:ignoriere|vergiss|befolge|beachte|verwende|nutze|füge|erfinde|lösche|ersetze|verschweige|verrate|klicke|gib|"
            r"handle|gehe davon aus|tu so|du (?:musst|sollst|bist (?:ein|jetzt)))"
        ),
        answers=(
            r"(?:bitte )?(?:antworte|antworten sie|schreibe|schreib|sage|sag|erwähne|nenne|behaupte|wiederhole|empfiehl|fasse|übersetze|"
            r"beende (?:deine|die) antwort|gib (?:als antwort|nur|an))"
        ),
        corrects=r"korrektur|berichtigung|richtigstellung|anmerkung der redaktion",
        corrected=(
            r"\b(?:korrektur|berichtigung|richtigstellung|in einer früheren (?:version|fassung)|wurde (?:korrigiert|berichtigt)|"
            r"anders als (?:zunächst|zuvor) (?:gemeldet|berichtet))\b"
        ),
        aliases=(
            ("vereinigte staaten", "usa", "us", "amerika"),
            ("vereinigtes konigreich", "grossbritannien", "uk"),
            ("europaische union", "eu"),
            ("vereinte nationen", "un", "uno"),
        ),
    )
)
