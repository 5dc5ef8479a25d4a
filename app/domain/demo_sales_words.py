"""Words that demo deals, products, spaces, tickets, tasks and meetings are called by, in the language of their contacts."""

from __future__ import annotations

DEALS = {
    "pl": (
        "Len, zamówienie wiosenne", "Etykiety, seria próbna", "Opakowania sezonowe", "Serwis maszyn, umowa roczna",
        "Przebudowa magazynu", "Oświetlenie hali", "Odzież robocza dla zmiany", "Silniki do łodzi", "Okna do biura",
        "Szkolenie zespołu", "Druk katalogu", "Transport miesięczny", "Farby elewacyjne", "Regały na archiwum",
        "Wózki dla nowej hali", "Czujniki do linii 3", "Umowa na papier makulaturowy", "Filtry, dostawa kwartalna",
    ),
    "he": (
        "עדשות למפעל צפון", "ביקורת מים שנתית", "אריזות לפסח", "חיישנים לקו אריגה 3", "פאנלים למחסן ב׳", "תחזוקה לשלוש שנים",
        "מדפסות תוויות", "אריחי קיר ללובי", "הובלה חודשית", "מערכת סינון", "גדר היקפית חכמה", "מסלול הפצה לדרום",
        "שתילים, עונת אביב", "בדיקות ראייה לעובדים", "ריהוט למשרד החדש", "מיכלי התפלה", "חידוש ביטוח צי", "תאורה לחניון",
    ),
    "en": (
        "Cold store, phase two", "Spring labels", "Hemp trial, 200 m", "Warehouse lighting", "Yearly service contract",
        "Night freight", "Catalogue printing", "Dye house sensors", "Office windows", "Safety training", "Shelving for the archive",
        "Recycled paper, framework", "Boat engines", "Filter deliveries", "Uniforms for two shifts", "Forklift renewal",
        "Water audit", "Packaging redesign",
    ),
}  # fmt: skip

DETAILS = {
    "pl": ("", "", "", "etap 2", "partia próbna", "rozszerzenie", "odnowienie", "filia"),
    "he": ("", "", "", "שלב ב׳", "הרחבה", "חידוש", "סניף נוסף"),
    "en": ("", "", "", "phase two", "trial", "extension", "renewal", "second site"),
}

PRODUCTS: tuple[tuple[str, str, str, int, str, str, int], ...] = (
    ("pl", "Tkanina lniana 180 g", "LEN-180", 42, "PLN", "m", 0),
    ("pl", "Tkanina robocza", "TR-260", 31, "PLN", "m", 0),
    ("pl", "Etykieta samoprzylepna, rolka", "ET-100", 88, "PLN", "szt.", 0),
    ("pl", "Przegląd maszyny", "SRV-1", 640, "PLN", "wizyta", 1),
    ("pl", "Szkolenie BHP", "SZ-8", 2_400, "PLN", "dzień", 1),
    ("pl", "Abonament serwisowy", "ABO-M", 390, "PLN", "mies.", 2),
    ("he", "חיישן לחות", "SN-14", 310, "ILS", "יח׳", 0),
    ("he", "עדשת מגן", "LN-02", 145, "ILS", "יח׳", 0),
    ("he", "מסנן פחם", "FL-09", 260, "ILS", "יח׳", 0),
    ("he", "ביקור טכנאי", "TCH-1", 520, "ILS", "ביקור", 1),
    ("he", "מנוי תחזוקה", "MNT-Y", 4_800, "ILS", "שנה", 2),
    ("en", "Recycled paper, pallet", "RP-40", 430, "GBP", "pallet", 0),
    ("en", "Pine shelf", "SH-21", 36, "GBP", "pc", 0),
    ("en", "Site survey", "SV-1", 380, "GBP", "visit", 1),
    ("en", "Design day", "DD-1", 610, "GBP", "day", 1),
    ("en", "Support plan", "SUP-M", 95, "GBP", "month", 2),
)
"""Language, name, code, price, currency, unit, and which of the categories."""

SPACES = {
    "pl": (
        "Droga lniana",
        "Nowa hala",
        "Porządki w umowach",
        "Targi jesienne",
        "Strona internetowa",
        "Audyt dostawców",
    ),
    "he": ("מעבר למשרד החדש", "השקת אביב", "סקר ספקים", "יריד הצפון", "אתר חדש", "פרויקט מים"),
    "en": ("Linen road", "New warehouse", "Supplier audit", "Autumn fair", "Website relaunch", "Contract clean-up"),
}
TICKETS = {
    "pl": (
        "Inny odcień partii", "Brak dwóch paczek", "Opóźniona dostawa", "Faktura z błędnym adresem", "Pytanie o gwarancję",
        "Uszkodzone opakowanie", "Czujnik pokazuje zero", "Prośba o certyfikat",
    ),
    "he": (
        "גוון שונה במשלוח", "חסרות שתי חבילות", "משלוח באיחור", "חשבונית עם כתובת שגויה", "שאלה על אחריות", "אריזה פגומה",
        "החיישן מראה אפס", "בקשה לאישור איכות",
    ),
    "en": (
        "Shade of the lot differs", "Two parcels missing", "Late delivery", "Invoice with a wrong address", "Damaged packaging",
        "Question about the warranty", "Sensor reads zero", "Certificate needed",
    ),
}  # fmt: skip
TASKS = {
    "pl": (
        "Wysłać ofertę", "Oddzwonić", "Umówić spotkanie", "Sprawdzić termin dostawy", "Przygotować próbki", "Odnowić umowę",
        "Zebrać dane do wyceny",
    ),
    "he": (
        "שליחת הצעת מחיר", "חזרה טלפונית", "תיאום פגישה", "בדיקת מועד אספקה", "הכנת דוגמאות", "חידוש חוזה",
        "איסוף נתונים לתמחור",
    ),
    "en": (
        "Send the offer", "Call back", "Arrange a visit", "Check the delivery date", "Prepare samples", "Renew the contract",
        "Gather figures for the quote",
    ),
}  # fmt: skip
MEETINGS = {
    "pl": ("Rozmowa o ofercie", "Przegląd współpracy", "Ustalenia przed dostawą", "Rozmowa kontrolna"),
    "he": ("שיחה על ההצעה", "סקירת שיתוף הפעולה", "תיאום לפני אספקה", "שיחת מעקב"),
    "en": ("Talk about the offer", "Review of the year", "Before delivery", "Follow-up call"),
}
CURRENCIES = {"pl": ("PLN", "PLN", "PLN", "EUR"), "he": ("ILS", "ILS", "ILS", "USD"), "en": ("GBP", "GBP", "EUR")}
