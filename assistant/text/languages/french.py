"""French: its words."""

from __future__ import annotations

from assistant.text.languages.pack import Pack, make_language

FRENCH = make_language(
    Pack(
        code="fr",
        frequent=(
            "du le les des du une est dans que qui quoi quand combien comment pourquoi où était avec sur pour "
            "aux quelle quel quels quelles ne pas et au ont"
        ),
        function_words=(
            "qui que quoi quand où comment pourquoi combien quel quelle quels quelles lequel laquelle dont est sont était étaient être "
            "été a ont avait avaient avoir eu fait font faire il elle ils elles on nous vous je tu lui leur leurs son sa ses ce cet "
            "cette ces qu d l s n c j m t y en au aux si ou se sera seront peut doit t-il t-elle"
        ),
        abbreviations=r"m|mm|mme|mlle|dr|me|pr|st|ste|av|bd|env|etc|ex|p|pp|cf|vol|éd|hab|max|min|gén|col",
        before_a_number=r"art|n|no|p|pp|vol|chap",
        small=(
            "zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
        ),
        tens="vingt trente quarante cinquante soixante septante quatre-vingts nonante",
        scales={
            "cent cents centaine centaines": 1e2,
            "douzaine": 12.0,
            "mille millier milliers": 1e3,
            "million millions": 1e6,
            "milliard milliards": 1e9,
            "billion": 1e12,
        },
        ordinals="premier/première deuxième/second/seconde troisième quatrième cinquième sixième septième huitième neuvième dixième",
        units=(
            ("seconde secondes", "time", 1 / 60),
            ("minute minutes", "time", 1.0),
            ("heure heures", "time", 60.0),
            ("jour jours", "time", 1440.0),
            ("semaine semaines", "time", 10080.0),
            ("mois", "months", 1.0),
            ("an ans année années", "months", 12.0),
            ("décennie décennies", "months", 120.0),
            ("pourcent", "per cent", 1.0),
            ("euro euros", "euro", 1.0),
            ("dollar dollars", "dollar", 1.0),
            ("livre livres", "pound", 1.0),
            ("rouble roubles", "rouble", 1.0),
            ("hryvnia hryvnias", "hryvnia", 1.0),
            ("franc francs", "franc", 1.0),
            ("kilomètre kilomètres", "metre", 1000.0),
            ("mètre mètres", "metre", 1.0),
            ("kilo kilos kilogrammes", "gram", 1e3),
            ("tonne tonnes", "gram", 1e6),
            ("hectare hectares", "hectare", 1.0),
            ("degré degrés", "degree", 1.0),
        ),
        articles="un une",
        about="environ près quelque presque plus moins autour approximativement",
        between="à et ou",
        connectors="de du des la le les d' von van",
        titles=(
            "m mme mlle dr président présidente premier première ministre chancelier chancelière roi reine pape général colonel maire "
            "ambassadeur ambassadrice secrétaire sénateur député députée porte-parole"
        ),
        openers=(
            "après ainsi alors au aucun aussi autant avant avec car ce cela celui cependant certains ces cet cette chaque comme comment "
            "contre dans de depuis des désormais deux dont du elle elles en encore enfin entre et hier ici il "
            "ils je jusqu la le les leur "
            "lors lorsque mais malgré même ni non notre nous on or où par parmi pendant plus plusieurs pour pourquoi pourtant puis quand "
            "quant que quel quelle qui quoi sa sans se selon ses si soit son sous sur tandis tous tout toutefois trois un une vous"
        ),
        saying=(
            "dit disait déclaré déclare affirmé affirme indiqué indique précisé précise ajouté ajoute expliqué explique annoncé annonce "
            "assuré assure estimé estime souligné souligne confirmé confirme rapporté rapporte accusé prévenu "
            "averti selon d'après qualifié "
            "écrit répondu nié"
        ),
        nots="ne n pas jamais aucun aucune rien personne ni sans non",
        forms=(
            ("why or how", r"\b(?:pourquoi|comment(?!.*\b(?:qualifi|appel[éla]|décri|nomm)))\b"),
            (
                "yes or no",
                r"^\W*est-ce (?:que|qu)|^(?!.*\b(?:qui|que|quand|où|combien|comment|quel\w*|"
                r"pourquoi)\b).*\w-(?:t-)?(?:il|elle|ils|elles)\b",
            ),
        ),
        asking="combien temps dit déclaré appelle passe passé fois",
        latest=r"\b(?:derni(?:er|ère)s? (?:nouvelles?|informations?|chiffres?|bilan)|actuel\w*|maintenant|désormais|à ce jour)\b",
        called=r"mod[eè]les? de langage|assistant[es]?|assistant ia|chère ia",
        must=r"doit|doivent",
        you_must=r"dois|devez|tu es|vous êtes|réponds|répondez",
        orders=(
            r"(?:ignore[rz]?|oublie[rz]?|suis|suivez|utilise[rz]?|ajoute[rz]?|invente[rz]?|supprime[rz]?|"
            r"remplace[rz]?|clique[rz]?|fais comme si|"
            r"(?:tu dois|vous devez|tu es (?:un|désormais)|veuillez))(?! (?:a|est|par)\b)"
        ),
        answers=(
            r"(?:réponds|répondez|écris|écrivez|dis|dites|mentionne[rz]?|affirme[rz]|affirmez|répète[rz]?|"
            r"recommande[rz]|conclus|résume[rz]|"
            r"tradui(?:s|sez)|termine[rz]? ta réponse)"
        ),
        corrects=r"correction|rectificatif|erratum|précision",
        corrected=(
            r"^\W*correction\s*[:–—-]|\b(?:rectificatif|erratum|une version (?:précédente|antérieure)|a été corrigé|"
            r"contrairement à ce)\b"
        ),
        aliases=(
            ("etats-unis", "usa", "us"),
            ("royaume-uni", "grande-bretagne", "uk"),
            ("union europeenne", "ue"),
            ("nations unies", "onu"),
        ),
    )
)
