"""Cities and provinces as they are, with streets that nobody will find there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A city: ``code`` begins its postal codes, ``weight`` is roughly its thousands of people, ``dial`` its fictional numbers."""

    city: str
    province: str
    code: str
    weight: int
    dial: str = ""


def _places(text: str) -> tuple[Place, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(Place(city, province, code, int(weight), *dial) for city, province, code, weight, *dial in rows)


POLISH = _places("""
Warszawa|mazowieckie|00|1860
Kraków|małopolskie|30|800
Wrocław|dolnośląskie|50|674
Łódź|łódzkie|90|670
Poznań|wielkopolskie|60|546
Gdańsk|pomorskie|80|486
Szczecin|zachodniopomorskie|70|396
Bydgoszcz|kujawsko-pomorskie|85|337
Lublin|lubelskie|20|334
Białystok|podlaskie|15|294
Katowice|śląskie|40|285
Gdynia|pomorskie|81|244
Częstochowa|śląskie|42|214
Radom|mazowieckie|26|201
Rzeszów|podkarpackie|35|196
Toruń|kujawsko-pomorskie|87|196
Sosnowiec|śląskie|41|193
Kielce|świętokrzyskie|25|186
Gliwice|śląskie|44|174
Olsztyn|warmińsko-mazurskie|10|168
Bielsko-Biała|śląskie|43|168
Zielona Góra|lubuskie|65|139
Opole|opolskie|45|127
Gorzów Wielkopolski|lubuskie|66|118
Tarnów|małopolskie|33|105
Koszalin|zachodniopomorskie|75|105
Płock|mazowieckie|09|114
Wałbrzych|dolnośląskie|58|105
Słupsk|pomorskie|76|88
Nowy Sącz|małopolskie|33|83
Świdnica|dolnośląskie|58|55
Pabianice|łódzkie|95|62
Zgierz|łódzkie|95|55
Zamość|lubelskie|22|61
Przemyśl|podkarpackie|37|58
Sieradz|łódzkie|98|40
Żywiec|śląskie|34|31
Ełk|warmińsko-mazurskie|19|62
Augustów|podlaskie|16|30
Świnoujście|zachodniopomorskie|72|40
""")

ISRAELI = _places("""
תל אביב־יפו|תל אביב|61|474
ירושלים|ירושלים|91|981
חיפה|חיפה|31|290
ראשון לציון|המרכז|75|260
פתח תקווה|המרכז|49|255
אשדוד|הדרום|77|226
נתניה|המרכז|42|233
באר שבע|הדרום|84|214
חולון|תל אביב|58|198
רמת גן|תל אביב|52|172
רחובות|המרכז|76|150
אשקלון|הדרום|78|153
הרצליה|תל אביב|46|108
כפר סבא|המרכז|44|101
מודיעין|המרכז|71|97
נהריה|הצפון|22|63
נצרת|הצפון|16|78
טבריה|הצפון|14|48
עכו|הצפון|24|51
אילת|הדרום|88|53
צפת|הצפון|13|38
זכרון יעקב|חיפה|30|24
""")

ISRAELI_LATIN = _places("""
Tel Aviv|Tel Aviv|61|474
Jerusalem|Jerusalem|91|981
Haifa|Haifa|31|290
Rishon LeZion|Central|75|260
Petah Tikva|Central|49|255
Ashdod|Southern|77|226
Netanya|Central|42|233
Beersheba|Southern|84|214
Herzliya|Tel Aviv|46|108
Nazareth|Northern|16|78
""")

BRITISH = _places("""
London|Greater London|EC1|8866|2079460
Birmingham|West Midlands|B1|1145|1214960
Leeds|West Yorkshire|LS1|812|1134960
Glasgow|Lanarkshire|G1|622|1414960
Sheffield|South Yorkshire|S1|557|1144960
Manchester|Greater Manchester|M1|552|1614960
Edinburgh|Midlothian|EH1|507|1314960
Liverpool|Merseyside|L1|486|1514960
Bristol|Bristol|BS1|472|1174960
Leicester|Leicestershire|LE1|369|1164960
Cardiff|South Glamorgan|CF10|362|2920180
Nottingham|Nottinghamshire|NG1|324|1154960
Newcastle upon Tyne|Tyne and Wear|NE1|300|1914980
Reading|Berkshire|RG1|174|1184960
Norwich|Norfolk|NR1|143|1632960
York|North Yorkshire|YO1|142|1632960
Exeter|Devon|EX1|131|1632960
Bath|Somerset|BA1|94|1632960
""")

POLISH_STREETS = (
    """
Siedmiu Sów|Srebrnego Lina|Cichej Wydry|Modrego Żurawia|Starego Kompasu|Trzech Wioseł|Mglistej Polany|Szklanej Łódki
Rudego Bobra|Dwunastu Igieł|Zgubionej Rękawiczki|Drewnianego Pióra|Wesołej Pszczoły|Nocnego Pociągu|Kamiennego Koła
Dzikiego Wiatraka|Białego Jelenia|Pięciu Studni|Leniwej Rzeki|Papierowego Latawca|Złotego Ziarna|Zielonego Kufra
""".strip()
    .replace("\n", "|")
    .split("|")
)

HEBREW_STREETS = (
    """
הינשוף הכחול|שבע הסירות|העפיפון הלבן|המצפן הישן|הכפפה האבודה|שלוש הגבעות|הרימון הזהוב|הגשר השקט|הפעמון הירוק|הסולם הארוך
החסידה הלבנה|שנים עשר המחטים|הרכבת הלילית|הטירה הקטנה
""".strip()
    .replace("\n", "|")
    .split("|")
)

ISRAELI_LATIN_STREETS = (
    "HaYanshuf HaKahol",
    "Sheva HaSirot",
    "HaAfifon HaLavan",
    "HaMatspen HaYashan",
    "HaRimon HaZahov",
)

ENGLISH_STREETS = (
    """
Copper Heron Lane|Seven Kettles Row|Paper Kite Street|Lost Glove Lane|Quiet Otter Way|Old Compass Road|Tin Whistle Close
Twelve Needles Yard|Amber Ferry Road|Blue Ladder Street|Sleeping Fox Lane|Glass Boat Quay|Nine Lanterns Hill
""".strip()
    .replace("\n", "|")
    .split("|")
)
