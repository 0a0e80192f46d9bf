"""Spanish: its words."""

from __future__ import annotations

from assistant.text.languages.pack import Pack, make_language

SPANISH = make_language(
    Pack(
        code="es",
        frequent=(
            "el los las una es en por para qué quién cuándo cómo dónde fue cuánto cuántos cuántas cuál con del "
            "se que su al como y qué"
        ),
        function_words=(
            "qué quién quiénes cuándo dónde cómo cuánto cuánta cuántos cuántas cuál cuáles que quien cuando donde como es son era eran "
            "fue fueron ser sido está están estaba ha han había haber hay él ella ellos ellas lo le les se su sus este esta estos estas "
            "ese esa esos aquel yo nosotros usted si ya muy sobre hasta desde entre también al o u"
        ),
        abbreviations=r"sr|sra|srta|dr|dra|d|dña|gral|cnel|lic|ing|av|avda|etc|ej|p|pp|vol|aprox|ee|uu|núm|art",
        before_a_number=r"núm|n|no|art|pág|p|pp|vol|cap",
        small=(
            "cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
            "dieciocho diecinueve"
        ),
        tens="veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        scales={
            "cien ciento cientos": 1e2,
            "docena": 12.0,
            "mil miles": 1e3,
            "millón millones": 1e6,
            "billón billones": 1e12,
        },
        ordinals=(
            "primer/primero/primera segundo/segunda tercer/tercero/tercera cuarto/cuarta quinto/quinta sexto "
            "séptimo octavo noveno décimo"
        ),
        units=(
            ("segundo segundos", "time", 1 / 60),
            ("minuto minutos", "time", 1.0),
            ("hora horas", "time", 60.0),
            ("día días", "time", 1440.0),
            ("semana semanas", "time", 10080.0),
            ("mes meses", "months", 1.0),
            ("año años", "months", 12.0),
            ("década décadas", "months", 120.0),
            ("euro euros", "euro", 1.0),
            ("dólar dólares", "dollar", 1.0),
            ("libra libras", "pound", 1.0),
            ("rublo rublos", "rouble", 1.0),
            ("kilómetro kilómetros", "metre", 1000.0),
            ("metro metros", "metre", 1.0),
            ("kilo kilos kilogramos", "gram", 1e3),
            ("tonelada toneladas", "gram", 1e6),
            ("hectárea hectáreas", "hectare", 1.0),
            ("grado grados", "degree", 1.0),
        ),
        articles="un una",
        about="unos unas aproximadamente cerca casi más menos alrededor",
        between="a y o entre",
        connectors="de del la las los y von van",
        titles=(
            "sr sra don doña dr presidente presidenta primer ministro ministra canciller rey reina papa general "
            "coronel alcalde alcaldesa "
            "embajador embajadora secretario secretaria senador diputado portavoz"
        ),
        openers=(
            "a además ahora al algunos ante antes aquí así aún aunque ayer cada casi como con cuando de del "
            "desde después donde dos durante "
            "el él ella ellos en entonces entre era es esa ese eso esta este esto fue ha hasta hay hoy la las le "
            "lo los luego más mientras "
            "muchos ni no nos o otra otro para pero por porque pues que se según si sin sobre solo su sus "
            "también tampoco tanto tras tres "
            "un una unos y ya"
        ),
        saying=(
            "dijo dice dijeron declaró declara afirmó afirma aseguró asegura indicó indica señaló señala añadió añade explicó explica "
            "anunció anuncia confirmó confirma informó informa advirtió acusó según calificó escribió respondió negó"
        ),
        nots="no nunca jamás ningún ninguno ninguna nada nadie ni sin tampoco",
        forms=(
            ("why or how", r"\b(?:por qué|cómo(?!.*\b(?:calific|llam(?!ada)|describ)))\b"),
            ("yes or no", r"^\W*(?:es|son|era|fue|fueron|está|están|ha|han|hay|hubo|puede|funciona|llegó|murió)\b"),
        ),
        asking="tiempo dijo llama pasó ocurrió duró",
        latest=r"\b(?:últim[oa]s? (?:noticias?|cifras?|datos?|balance)|actual\w*|ahora|hasta ahora|hoy en día)\b",
        called=r"modelos? de lenguaje|asistentes?|querida ia",
        must=r"debe|deben",
        you_must=r"debes|tienes que|eres|responde|contesta",
        orders=(
            r"(?:ignora|ignore|olvida|olvide|sigue las|utiliza el|usa el|añade|añada|inventa|borra|elimina tus|"
            r"sustituye|reemplaza|haz clic|actúa como|"
            r"(?:debes|tienes que|eres (?:un|ahora)|por favor,? \w+))(?! (?:a|el gobierno)\b)"
        ),
        answers=(
            r"(?:responde|responda|contesta|escribe|escriba|di |diga|menciona|mencione|repite|recomienda|concluye|"
            r"resume|traduce|termina tu respuesta)"
        ),
        corrects=r"corrección|rectificación|fe de erratas|aclaración",
        corrected=r"\b(?:corrección|rectificación|fe de erratas|una versión anterior|ha sido corregid[oa]|a diferencia de lo)\b",
        aliases=(
            ("estados unidos", "eeuu", "usa"),
            ("reino unido", "gran bretana"),
            ("union europea", "ue"),
            ("naciones unidas", "onu"),
        ),
    )
)
