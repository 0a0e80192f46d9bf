"""The names of the weekdays as newspapers print them, in the languages of `month_names.py`, long and short: one set a day.

From the Unicode locale data, with the longer English short forms that it lacks. Names of two letters are left out, which are
other words in other languages ("di", "do"). A name that means two weekdays in two languages has both.
"""

from __future__ import annotations

_NAMES = """
monday mon montag lundi lun lunes segunda-feira seg lunedì maandag dilluns luns luni e_hënë hën mánudagur mán maanantaina maanantai
esmaspäev pirmdiena pirmd pirmadienis poniedziałek pon pondělí pondelok ponedjeljak понедељак пон ponedeljak ponedeljek понеделник
понедельник понеділок панядзелак дүйсенбі dushanba dush pazartesi pzt δευτέρα δευ երկուշաբթի երկ ორშაბათი ორშ יום_שני יום_ב׳ الاثنين
دوشنبه پیر सोमवार सोम সোমবার সোম திங்கள் திங் సోమవారం సోమ วันจันทร์ senin sen isnin isn astelehena mandag man måndag mån hétfő thứ_hai
bazar_ertəsi jumatatu 星期一 周一 月曜日 월요일

tuesday tue dienstag mardi mar martes terça-feira ter martedì dinsdag dimarts marți e_martë þriðjudagur þri tiistaina tiistai teisipäev
otrdiena otrd antradienis wtorek úterý utorok utorak uto уторак уто torek tor вторник вто вівторок аўторак сейсенбі seshanba sesh salı sal
τρίτη τρί երեքշաբթի երք სამშაბათი სამ יום_שלישי יום_ג׳ الثلاثاء سه‌شنبه منگل मंगलवार मंगल মঙ্গলবার মঙ্গল செவ்வாய் செவ் మంగళవారం మంగళ
วันอังคาร selasa sel asteartea tirsdag tirs tir tisdag tis kedd thứ_ba çərşənbə_axşamı jumanne 星期二 周二 火曜日 화요일 tues

wednesday wed mittwoch mercredi mer miércoles mié quarta-feira qua mercoledì woensdag dimecres mércores mér miercuri mie e_mërkurë mër
miðvikudagur mið keskiviikkona keskiviikko kolmapäev trešdiena trešd trečiadienis środa středa streda srijeda sri среда сре sreda sre
сряда середа серада сәрсенбі chorshanba chor çarşamba çar τετάρτη τετ չորեքշաբթի չրք ოთხშაბათი ოთხ יום_רביעי יום_ד׳ الأربعاء چهارشنبه بدھ
बुधवार बुध বুধবার বুধ புதன் புத బుధవారం బుధ วันพุธ rabu rab asteazkena onsdag ons szerda sze thứ_tư çərşənbə jumatano miyerkules miy 星期三
周三 水曜日 수요일 weds

thursday thu donnerstag jeudi jeu jueves jue quinta-feira qui giovedì gio donderdag dijous xoves xov joi e_enjte enj fimmtudagur fim
torstaina torstai neljapäev ceturtdiena ceturtd ketvirtadienis czwartek czw čtvrtek štvrtok četvrtak čet четвртак чет četrtek четврток
четвъртък четверг четвер чацвер бейсенбі payshanba pay perşembe per πέμπτη πέμ հինգշաբթի հնգ ხუთშაბათი ხუთ יום_חמישי יום_ה׳ الخميس پنجشنبه
جمعرات गुरुवार गुरु বৃহস্পতিবার বৃহস্পতি வியாழன் வியா గురువారం గురు วันพฤหัสบดี kamis kam khamis kha osteguna torsdag tors tor csütörtök
thứ_năm cümə_axşamı alhamisi huwebes huw 星期四 周四 木曜日 목요일 thur thurs

friday fri freitag vendredi ven viernes vie sexta-feira sex venerdì vrijdag divendres venres vineri vin e_premte pre föstudagur fös
perjantaina perjantai reede piektdiena piektd penktadienis piątek pátek piatok petak pet петак пет petek петок петък пятница пʼятниця
пятніца жұма juma jum cuma cum παρασκευή παρ ուրբաթ ուր პარასკევი პარ יום_שישי יום_ו׳ الجمعة جمعه جمعہ शुक्रवार शुक्र শুক্রবার শুক্র
வெள்ளி வெள் శుక్రవారం శుక్ర วันศุกร์ jumat jumaat ostirala fredag fre péntek thứ_sáu cümə ijumaa biyernes biy 星期五 周五 金曜日 금요일

saturday sat samstag samedi sam sábado sáb sabato sab zaterdag dissabte sâmbătă sâm e_shtunë sht laugardagur lau lauantaina lauantai
laupäev sestdiena sestd šeštadienis sobota sob subota sub субота суб сабота саб събота суббота сенбі shanba shan cumartesi cmt σάββατο σάβ
շաբաթ շբթ შაბათი შაბ יום_שבת שבת السبت شنبه ہفتہ शनिवार शनि শনিবার শনি சனி శనివారం శని วันเสาร์ sabtu larunbata lørdag lør lördag lör
szombat szo thứ_bảy şənbə jumamosi sabado 星期六 周六 土曜日 토요일

sunday sun sonntag dimanche dim domingo dom domenica zondag diumenge duminică dum e_diel die sunnudagur sunnuntai pühapäev svētdiena svētd
sekmadienis niedziela niedz neděle nedeľa nedjelja ned недеља нед nedelja недела неделя воскресенье неділя нядзеля жексенбі yakshanba yak
pazar paz κυριακή κυρ կիրակի կիր კვირა კვი יום_ראשון יום_א׳ الأحد یکشنبه اتوار रविवार रवि রবিবার রবি ஞாயிறு ஞாயி ఆదివారం ఆది วันอาทิตย์
minggu min ahad ahd igandea søndag søn söndag sön vasárnap chủ_nhật bazar jumapili linggo lin 星期日 周日 日曜日 일요일
"""
"""From Monday on, a blank line between two weekdays."""

WEEKDAY_NUMBERS: dict[str, set[int]] = {}
"""Name → numbers, Monday 0. Names of two words are bound by one blank."""
for _number, _words in enumerate(_NAMES.split("\n\n")):
    for _word in _words.split():
        WEEKDAY_NUMBERS.setdefault(_word.replace("_", " "), set()).add(_number)
