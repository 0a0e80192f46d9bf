"""The names of the months as newspapers print them, in sixty languages, long and short: one set a month, in small letters.

From the Unicode locale data, with the Levantine and Maghrebi Arabic names and the Thai abbreviations that it lacks. A name that
means two months in two languages has that of the language with more newspapers ("listopad" is November in Czech and Polish): see
`written_dates.py` for how a Croatian date is told.
"""

from __future__ import annotations

_NAMES = """
jan january januar jänner janv janvier ene enero janeiro gen gennaio januari gener xan xaneiro ian ianuarie janar janúar tammi tammik
tammikuu tammikuuta tammikuussa jaan jaanuar janvāris saus sausio sausis sty styczeń stycznia styczen styczniu led leden ledna lednu
január januára sij siječanj siječnja siječnju siječnjem јан јануар јануари яну януари янв январь января січ січень січня сту студзень
студзеня стд қаң қаңтар yan yanvar oca ocak ιαν ιανουάριοσ ιανουαρίου հնվ հունվար հունվարի იან იანვარი ינואר ינו يناير ژانویه ژانویهٔ
جنوری जनवरी जन জানু জানুয়ারী জানুয়ারি ஜன ஜனவரி జన జనవరి มกราคม มค เดือนมกราคม มกรา djan djanuari urt urtarrila كانون_الثاني جانفي ม.ค
jän januarja januara јануара

feb february februar feber févr février fév febrero fev fevereiro febbraio februari febr febrer febreiro februarie shk shkurt febrúar
helmi helmik helmikuu helmikuuta helmikuussa veebr veebruar februāris vas vasario vasaris lut lutego luty lutym úno únor února únr únoru
február februára velj veljača veljače veljači veljačom феб фебруар фев февруари февр февраль февраля лют лютий лютого лютага люты ақп
ақпан fevral şub şubat φεβ φεβρουάριοσ φεβρουαρίου փետրվար փետրվարի փտվ თებ თებერვალი פברואר פבר فبراير فوریه فوریهٔ فبروری فروری फ़रवरी
फ़र ফেব ফেব্রুয়ারী ফেব্রুয়ারি பிப் பிப்ரவரி ఫిబ్ర ఫిబ్రవరి กพ กุมภาพันธ์ เดือนกุมภาพันธ์ กุมภา peb pebruari pebrero ots otsaila شباط
فيفري ก.พ februarja februara фебруара

mar march mär märz mrz mars marzo março maart mrt març martie mart marts maalis maalisk maaliskuu maaliskuuta maaliskuussa märts kov kovas
kovo marca marzec marcu bře březen března březnu marec ožu ožujak ožujka ožujku ožujkom мар март марта бер березень березня берез сак
сакавік сакавіка нау наурыз márc március már μάρ μάρτιοσ μαρ μαρτίου մարտ մարտի մրտ მარ მარტი מרץ מרס מארס مارس مارچ मार्च মার্চ மார்
மார்ச் మార్చి มีค มีนาคม เดือนมีนาคม มีนา maret mac marso machi martxoa آذار มี.ค marta

apr april avr avril abr abril aprile aprilie pri prill apríl huhti huhtik huhtikuu huhtikuuta huhtikuussa aprill aprīlis bal balandis
balandžio kwi kwiecień kwietnia kwiecien kwietniu kwie dub duben dubna dubnu apríla tra travanj travnja travnju travnjem апр април апрель
апреля квіт квітень квітня кві кра красавік красавіка крс сәу сәуір aprel nis nisan ápr április απρ απρίλιοσ απριλίου ապր ապրիլ ապրիլի აპრ
აპრილი אפריל אפר أبريل آوریل اپریل अप्रैल এপ্রি এপ্রিল ஏப் ஏப்ரல் ఏప్రి ఏప్రిల్ เมย เมษายน เมษา เดือนเมษายน aprili api apirila نيسان أفريل
เม.ย aprila априла

may mai mayo maio mag maggio mei maig maj maí touko toukok toukokuu toukokuuta toukokuussa maijs geg gegužė gegužės maja maju kvě květen
května květnu máj mája svi svibanj svibnja svibnju svibnjem мај май мая трав травень травня тра траўня мам мамыр mayıs május μάι μάιοσ
μαΐ μαΐου մայիս մայիսի մյս მაი მაისი מאי مايو مه مهٔ می مئی मई মে மே మే พค พฤษภาคม เดือนพฤษภาคม พฤษภา maiatza أيار ماي พ.ค маја

jun june juni juin junio junho giu giugno juny xuño iun iunie qer qershor jún júní kesä kesäk kesäkuu kesäkuuta kesäkuussa juuni jūn
jūnijs birž birželio birželis cze czerwca czerwiec czerwcu červen června čvn čer červnu júna junij lipanj lipnja lipnju lipnjem јун јуни
юни июн июнь июня черв червень червня чер чэр чэрвень чэрвеня мау маусым iyn iyun haz haziran június ιουν ιουνίου ιούν ιούνιοσ հնս հունիս
հունիսի ივნ ივნისი יוני יונ يونيو يونيه يونية ژوئن جون जून জুন ஜூன் జూన్ มิถุนายน มิย เดือนมิถุนายน มิถุนา djuni hun hunyo eka ekaina
حزيران جوان มิ.ย junija juna јуна

jul july juli juil juillet julio julho lug luglio juliol xul xullo iul iulie korr korrik kor júl júlí heinä heinäk heinäkuu heinäkuuta
heinäkuussa juuli jūl jūlijs liep liepa liepos lipca lipiec lipcu července červenec čvc črc červenci črv júla julij srpanj srpnja srpnju
srpnjem јул јули юли июл июль июля лип липень липня ліп ліпень ліпеня шіл шілде iyl iyul tem temmuz július ιουλ ιουλίου ιούλ ιούλιοσ հլս
հուլիս հուլիսի ივლ ივლისი יולי יול يوليو يوليه يولية ژوئیه ژوئیهٔ جولای جولائی जुलाई जुल জুল জুলাই ஜூலை జులై กค กรกฎาคม เดือนกรกฏาคม กรกฎา
djuli julai hul hulyo uzt uztaila تموز جويلية ก.ค lip julija jula јула

aug august août aoû ago agosto augustus agost gush gusht gsh augusti ágú ágúst elo elok elokuu elokuuta elokuussa augusts rugp rugpjūtis
rugpjūčio sie sierpień sierpnia sierpien sierpniu srpen srpna srpnu augusta avg avgust kol kolovoz kolovoza kolovozu kolovozom авг август
августа серп серпень серпня сер жні жнівень жніўня жнівеня жнв там тамыз avq avqust ağu ağustos augusztus αυγ αυγούστου αύγ αύγουστοσ
օգոստոս օգոստոսի օգս აგვ აგვისტო אוגוסט אוג أغسطس اوت آگست اگست अगस्त अग আগ আগস্ট ஆக ஆகஸ்ட் ఆగ ఆగస్టు สค สิงหาคม สิงหา เดือนสิงหาคม agu
agustus agt ogo ogos agosti abu abuztua آب أوت ส.ค srp avgusta avgusts

sep september sept septembre septiembre setiembre set setembro septembro settembre setembre septembrie sht shtator syys syysk syyskuu
syyskuuta syyskuussa septembris rugs rugsėjis rugsėjo wrz wrzesień września wrzesien wrzesnia wrześniu wrzesniu zář září septembra ruj
rujan rujna rujnu rujnom septembar сеп септембар септември септ септм сент сентябрь сентября сен вер вересень вересня верес верасень
верасня врс қыр қыркүйек sen sentabr sentyabr eyl eylül szept szeptember σεπ σεπτέμβριοσ σεπτεμβρίου սեպ սեպտեմբեր սեպտեմբերի სექ
სექტემბერი ספטמבר ספט سبتمبر سپتامبر سپتمبر ستمبر सितंबर सित सितम्बर সেপ সেপ্টেম্বর செப் செப்டம்பர் సెప్టెం సెప్టెంబర్ กย กันยายน กันยา
เดือนกันยายน setyembre septemba ira iraila أيلول ก.ย септембра

oct october okt oktober octobre octubre out outubro ott ottobre octombrie tet tetor október loka lokak lokakuu lokakuuta lokakuussa
oktoober oktobris spal spalio spalis paź październik października pazdziernik pazdziernika październiku pazdzierniku paz říj říjen října
říjnu októbra oktobar окт октобар октомври октябрь октября жовт жовтень жовтня жов кас кастрычнік кастрычніка кст қаз қазан oktabr oktyabr
eki ekim οκτ οκτωβρίου οκτώβριοσ հոկ հոկտեմբեր հոկտեմբերի ოქტ ოქტომბერი אוקטובר אוק أكتوبر اکتبر اکتوبر अक्तूबर अक्तू अक्टूबर অক্টো
অক্টোবর அக் அக்டோபர் అక్టో అక్టోబర్ ตค ตุลาคม เดือนตุลาคม ตุลา oktubre oktoba urr urria تشرين_الأول ต.ค oktobra октобра

nov november novembre noviembre novembro noiembrie noiem nën nëntor nóv nóvember marras marrask marraskuu marraskuuta marraskuussa
novembris lapkr lapkritis lapkričio listopad listopada listopadzie listopadu novembra stu studeni studenoga studenom studenomu studenome
studenog studenim novembar нов новембар ное ноември ноем нояб ноябрь ноября ноя лист листопад листопада листоп лис ліс лістапад лістапада
қар қараша noy noyabr kas kasım νοέ νοέμβριοσ νοε νοεμβρίου նոյ նոյեմբեր նոյեմբերի ნოე ნოემბერი נובמבר נוב نوفمبر نوامبر نومبر नवंबर नव
नवम्बर নভে নভেম্বর நவ நவம்பர் నవం నవంబర్ พย พฤศจิกายน เดือนพฤศจิกายน พฤศจิ nop nopember nob nobyembre novemba aza azaroa تشرين_الثاني พ.ย
lis новембра

dec december dez dezember déc décembre dic diciembre dezembro dicembre des desembre decembro decembrie dhj dhjetor desember joulu jouluk
joulukuu joulukuuta joulukuussa dets detsember decembris gruod gruodis gruodžio gru grudnia grudzień grudzien grudniu pro prosince
prosinec prosinci decembra prosinac prosinca prosincu prosincem decembar дец децембар дек декември декабрь декабря груд грудень грудня гру
сне снежань снежня снж жел желтоқсан dek dekabr ara aralık δεκ δεκέμβριοσ δεκεμβρίου դեկ դեկտեմբեր դեկտեմբերի დეკ დეკემბერი דצמבר דצמ
ديسمبر دسامبر دسمبر दिसंबर दिस दिसम्बर ডিসে ডিসেম্বর டிச டிசம்பர் డిసెం డిసెంబర్ ธค ธันวาคม เดือนธันวาคม ธันวา dis disember disyembre
desemba abe abendua كانون_الأول ธ.ค децембра
"""
"""From January on, a blank line between two months."""

MONTH_NUMBERS = {
    word.replace("_", " "): number for number, words in enumerate(_NAMES.split("\n\n"), 1) for word in words.split()
}
"""Name → number. Names of two words are bound by one blank."""
