"""Words that the companies, tags and groups of demo data are made of."""

from __future__ import annotations


def listed(text: str) -> list[str]:
    """The words of a text, which is shorter to write and to read than a list of strings."""
    return text.split()


POLISH_ADJECTIVES = listed("""
modry cichy srebrny złoty miedziany stary zielony biały rączy bystry wesoły leśny polny górski morski nocny letni zimowy
szary czerwony bursztynowy dębowy lipowy kamienny żelazny szklany dziki mały wielki trzeci siódmy północny południowy
spokojny gładki mglisty słoneczny rudy wierny śmiały
""")

POLISH_NOUNS = {
    "m": listed(
        "wół żuraw bóbr jesion młyn kasztan lin bocian puchacz wiatrak most kompas dzięcioł zając jeleń klon port"
    ),
    "f": listed(
        "sowa brzoza wydra czapla łódka kuźnia latarnia lipa sarna pszczoła iskra wieża tarcza polana igła studnia"
    ),
    "n": listed("wiosło koło źródło pióro wzgórze jezioro ziarno krosno siodło żyto"),
}

POLISH_BRANCHES = listed("""
Logistyka Druk Meble Instalacje Okna Ogrody Opakowania Piekarnia Stolarnia Technika Narzędzia Hurtownia Transport Projekt
Energia Farby Szkło Tkaniny Zdrowie Edukacja Doradztwo Serwis Systemy Budowa
""")

POLISH_FORMS = (("sp. z o.o.", 60), ("S.A.", 8), ("sp.j.", 8), ("sp.k.", 6), ("", 18))

HEBREW_ADJECTIVES = listed("""
כחול:כחולה:kahol ירוק:ירוקה:yarok לבן:לבנה:lavan שקט:שקטה:shaket זהוב:זהובה:zahov גבוה:גבוהה:gavoha קדום:קדומה:kadum
אדום:אדומה:adom צלול:צלולה:tsalul רחב:רחבה:rahav חדש:חדשה:hadash צפוני:צפונית:tsfoni דרומי:דרומית:dromi כפול:כפולה:kaful
""")

HEBREW_NOUNS = listed("""
ארז:m:erez נחל:m:nahal ינשוף:m:yanshuf גשר:m:gesher מגדל:m:migdal רימון:m:rimon שקד:m:shaked עוגן:m:ogen מפרש:m:mifras
כוכב:m:kohav ברוש:m:brosh דקל:m:dekel חסידה:f:hasida גבעה:f:giva יונה:f:yona סירה:f:sira קשת:f:keshet תאנה:f:teena
""")

HEBREW_BRANCHES = listed("""
לוגיסטיקה:log דפוס:dfus ריהוט:rihut הנדסה:eng אריזות:pack אנרגיה:energy תוכנה:soft מזון:mazon בנייה:bniya שיווק:marketing
ייעוץ:yeuts חקלאות:agro טקסטיל:tex תאורה:teura מים:mayim
""")

HEBREW_FORMS = (("בע״מ", 75), ("ושות׳", 8), ("", 17))

ENGLISH_ADJECTIVES = listed("""
Copper Quiet Silver Amber Northern Southern Paper Seventh Old Green Blue Hollow Bright Winter Summer Iron Glass Little
Distant Gentle Merry Red Misty Oaken Crooked Patient
""")

ENGLISH_NOUNS = listed("""
Heron Otter Kettle Lantern Compass Ladder Anvil Harbour Orchard Badger Needle Kite Ferry Meadow Thimble Anchor Sparrow
Barrel Windmill Acorn Bridge Falcon Quill Loom
""")

ENGLISH_BRANCHES = listed("""
Logistics Print Furniture Engineering Windows Gardens Packaging Bakery Joinery Tools Transport Design Energy Paints Glass
Textiles Health Learning Consulting Systems Foods Supplies
""")

ENGLISH_FORMS = (("Ltd", 68), ("LLP", 8), ("plc", 4), ("", 20))

EVERYWHERE = "pl he en"

TAGS = (
    ("Newsletter", EVERYWHERE, 0.115),
    ("VIP", EVERYWHERE, 0.03),
    ("Decision maker", EVERYWHERE, 0.07),
    ("Distributor", EVERYWHERE, 0.04),
    ("Technical contact", EVERYWHERE, 0.05),
    ("Trade fair 2026", EVERYWHERE, 0.025),
    ("Complaint open", EVERYWHERE, 0.01),
    ("Stały klient", "pl", 0.06),
    ("Do oddzwonienia", "pl", 0.02),
    ("Nie dzwonić", "pl", 0.006),
    ("לקוח חוזר", "he", 0.08),
    ("תערוכה 2026", "he", 0.03),
)
"""Name, cultures in which it is used, share of the contacts there."""

GROUPS = (
    ("Distributors", EVERYWHERE, 0.01),
    ("Advisory circle", EVERYWHERE, 0.004),
    ("Newsletter PL", "pl", 0.09),
    ("Newsletter HE", "he", 0.12),
    ("Newsletter EN", "en", 0.1),
    ("Klub kupców", "pl", 0.012),
    ("שותפים בצפון", "he", 0.03),
    ("Spring open day", "en he", 0.02),
)

USERS = (
    ("marta", "Marta Wieczorek", "Manager", "pl", "Europe/Warsaw", 22),
    ("daniel", "Daniel Kaplan", "User", "he", "Asia/Jerusalem", 20),
    ("priya", "Priya Nair", "User", "en", "Europe/London", 16),
    ("tomasz", "Tomasz Żak", "Agent", "pl", "Europe/Warsaw", 14),
    ("noa", "נועה ברק", "User", "he", "Asia/Jerusalem", 10),
)
"""User name, name, role, language, time zone, and how many in a hundred records are theirs."""


def agreeing(adjective: str, gender: str) -> str:
    """A Polish adjective, given in its masculine form, as it stands beside a noun of ``gender`` (m, f, n)."""
    if gender == "m":
        return adjective
    if adjective.endswith("y"):
        return adjective[:-1] + ("a" if gender == "f" else "e")
    if adjective.endswith(("ki", "gi")):
        return adjective[:-1] + "a" if gender == "f" else f"{adjective}e"
    return adjective + ("a" if gender == "f" else "e")
