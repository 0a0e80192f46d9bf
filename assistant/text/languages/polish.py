"""Polish: its words."""

from __future__ import annotations

from assistant.text.languages.pack import Pack, make_language

POLISH = make_language(
    Pack(
        code="pl",
        frequent=(
            "i w na się z do nie że jest jak kto co kiedy gdzie dlaczego ile czy który która które jaki jaka "
            "jakie był była było oraz dla po"
        ),
        function_words=(
            "kto kogo komu kim co czego czemu czym kiedy gdzie skąd dokąd jak dlaczego ile ilu czy który która które którego której jaki "
            "jaka jakie jest są był była było były być będzie będą został została zostało zostały ma mają miał "
            "on ona ono oni jego jej ich "
            "ten ta to te tego tej tym ale lub albo już też także przez przed po pod nad o od u za"
        ),
        abbreviations=(
            r"al|dr|prof|hab|inż|mgr|gen|płk|kpt|ks|św|ul|np|m\.in|tzw|tj|itd|itp|ok|r|tys|mln|mld|godz|min|pt|"
            r"red|wg|ww|im|zob"
        ),
        before_a_number=r"nr|art|s|str|ust|poz|godz|ok",
        small=(
            "zero jeden/jedna/jedno dwa/dwie/dwóch/dwaj trzy/trzech/trzej cztery/czterech pięć/pięciu "
            "sześć/sześciu siedem/siedmiu osiem/ośmiu "
            "dziewięć/dziewięciu dziesięć/dziesięciu jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście "
            "osiemnaście dziewiętnaście"
        ),
        tens=(
            "dwadzieścia/dwudziestu trzydzieści/trzydziestu czterdzieści pięćdziesiąt/pięćdziesięciu "
            "sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
        ),
        scales={
            "sto stu setki": 1e2,
            "tysiąc tysiące tysięcy tys": 1e3,
            "milion miliony milionów mln": 1e6,
            "miliard miliardy miliardów mld": 1e9,
            "bilion biliony bilionów": 1e12,
        },
        ordinals=(
            "pierwszy/pierwsza/pierwsze drugi/druga/drugie trzeci/trzecia czwarty/czwarta piąty/piąta szósty "
            "siódmy ósmy dziewiąty dziesiąty"
        ),
        units=(
            ("sekunda sekundy sekund", "time", 1 / 60),
            ("minuta minuty minut minutę", "time", 1.0),
            ("godzina godziny godzin godzinę", "time", 60.0),
            ("dzień dni dnia", "time", 1440.0),
            ("tydzień tygodnie tygodni tygodnia", "time", 10080.0),
            ("miesiąc miesiące miesięcy", "months", 1.0),
            ("rok lata lat roku", "months", 12.0),
            ("procent procenta proc", "per cent", 1.0),
            ("euro", "euro", 1.0),
            ("dolar dolary dolarów dolara", "dollar", 1.0),
            ("funt funty funtów", "pound", 1.0),
            ("rubel ruble rubli", "rouble", 1.0),
            ("hrywna hrywny hrywien", "hryvnia", 1.0),
            ("złoty złote złotych zł pln", "zloty", 1.0),
            ("kilometr kilometry kilometrów", "metre", 1000.0),
            ("metr metry metrów", "metre", 1.0),
            ("kilogram kilogramy kilogramów", "gram", 1e3),
            ("tona tony ton", "gram", 1e6),
            ("hektar hektary hektarów", "hectare", 1.0),
            ("stopień stopni stopnie", "degree", 1.0),
        ),
        articles="",
        about="około ok prawie niemal blisko ponad przeszło mniej więcej co-najmniej",
        between="do i lub",
        connectors="z ze von de van",
        titles=(
            "pan pani dr prof prezydent premier minister ministra kanclerz król królowa papież generał pułkownik burmistrz ambasador "
            "rzecznik rzeczniczka poseł posłanka senator szef wicepremier"
        ),
        openers=(
            "a aby ale albo bo był była było były choć co czy dla dlatego do dopiero dziś dzisiaj gdy gdyby "
            "gdzie i ich ile inni jak jaki "
            "jednak jego jej jest jeszcze jeśli już kiedy kilka kto która które który ma mimo może można na nad "
            "nie niektórzy nikt o obecnie "
            "od on ona oni oraz po pod podczas ponad potem poza przed przez przy są się tak także tam te tego "
            "ten też to tu tutaj tylko w "
            "we wczoraj według wszyscy wtedy z za zdaniem ze że"
        ),
        saying=(
            "powiedział powiedziała mówi mówił oświadczył oświadczyła stwierdził stwierdziła podkreślił podkreśliła dodał dodała "
            "poinformował poinformowała zapowiedział ogłosił potwierdził ostrzegł ostrzegła oskarżył przekazał "
            "przekazała zaznaczył uznał "
            "nazwał według zdaniem napisał zaprzeczył"
        ),
        nots="nie nigdy nikt nic żaden żadna żadne ani bez",
        forms=(
            (
                "why or how",
                r"\b(?:dlaczego|czemu|jak(?! (?:długo|stary|daleko)\b)(?!.*\b(?:nazwa[łn]|nazyw|określi|opisa)))\b",
            ),
            ("yes or no", r"^\W*czy\b"),
        ),
        asking="długo powiedział powiedziała nazwał stało wydarzyło",
        latest=r"\b(?:najnowsz\w+|aktualn\w+|obecnie|teraz|dotychczas|ostatnie (?:dane|informacje|wiadomości))\b",
        called=r"model(?:u|e)? językow\w+|asystent\w*|droga si",
        must=r"musi|muszą|powinien",
        you_must=r"musisz|masz|powinieneś|jesteś|odpowiedz",
        orders=(
            r"(?:proszę )?(?:zignoruj|ignoruj|zapomnij|użyj|używaj|dodaj|wymyśl|usuń|zastąp|kliknij|udawaj|zachowuj się|"
            r"(?:musisz|masz|jesteś (?:teraz|asystentem)))"
        ),
        answers=(
            r"(?:proszę )?(?:odpowiedz|odpowiadaj|napisz|pisz|powiedz|wspomnij|powtórz|poleć|podsumuj|przetłumacz|"
            r"stwierdź|zakończ odpowiedź)"
        ),
        corrects=r"sprostowanie|korekta|erratum",
        corrected=r"\b(?:sprostowanie|korekta|we wcześniejszej wersji|został\w* poprawion\w+|wbrew wcześniejszym)\b",
        aliases=(
            ("stany zjednoczone", "usa"),
            ("wielka brytania", "uk"),
            ("unia europejska", "ue"),
            ("organizacja narodow zjednoczonych", "onz"),
        ),
    )
)
