"""What the columns of other people's files are called, in English, Polish and Hebrew (IMP-3).

Names stand as people write them; ``import_mapping`` compares them without case, accents, spaces and punctuation. Beside
everyday words they are those of LinkedIn, Outlook, Google Contacts and the usual CRM exports.
"""

from __future__ import annotations

FIELDS: dict[str, tuple[str, ...]] = {
    "first_name": (
        "First name", "Given name", "Forename", "Name first", "First",
        "Imię", "Imiona", "Pierwsze imię",
        "שם פרטי", "פרטי", "שם ראשון",
    ),
    "last_name": (
        "Last name", "Surname", "Family name", "Name last", "Last",
        "Nazwisko", "Nazwiska",
        "שם משפחה", "משפחה", "שם אחרון",
    ),
    "position": (
        "Position", "Job title", "Title", "Job", "Role", "Occupation", "Function", "Organization title", "Headline",
        "Stanowisko", "Stanowisko pracy", "Funkcja", "Rola", "Zawód",
        "תפקיד", "תפקיד בארגון", "תפקיד בחברה", "משרה", "תואר התפקיד",
    ),
    "company": (
        "Company", "Company name", "Organisation", "Organization", "Organisation name", "Organization name", "Employer",
        "Account", "Account name", "Current company", "Firm", "Business name", "Workplace",
        "Firma", "Nazwa firmy", "Organizacja", "Nazwa organizacji", "Pracodawca", "Przedsiębiorstwo", "Spółka", "Kontrahent",
        "חברה", "שם חברה", "שם החברה", "ארגון", "שם הארגון", "מקום עבודה", "עסק", "שם העסק", "מעסיק",
    ),
    "stage": (
        "Stage", "Contact stage", "Lead stage", "Lifecycle stage",
        "Etap", "Etap kontaktu", "Etap sprzedaży",
        "שלב", "שלב מכירה", "שלב הלקוח",
    ),
    "source": (
        "Source", "Lead source", "Acquisition source", "Contact source", "Original source",
        "Źródło", "Źródło pozyskania", "Źródło kontaktu", "Źródło leada",
        "מקור", "מקור הגעה", "מקור הליד", "מקור ליד",
    ),
    "account_type": (
        "Account type", "Customer type", "Contact type", "Client type",
        "Typ konta", "Rodzaj konta", "Typ klienta", "Typ kontaktu", "Rodzaj klienta",
        "סוג חשבון", "סוג לקוח", "סוג הלקוח",
    ),
    "address1": (
        "Address", "Address 1", "Address line 1", "Street", "Street address", "Business street", "Mailing street",
        "Address street", "Business address", "Postal address", "Home street", "Home address",
        "Adres", "Adres 1", "Adres, wiersz 1", "Ulica", "Ulica i numer", "Adres pocztowy", "Adres korespondencyjny",
        "כתובת", "כתובת 1", "שורת כתובת 1", "רחוב", "רחוב ומספר", "כתובת מלאה",
    ),
    "address2": (
        "Address 2", "Address line 2", "Street 2", "Business street 2", "Apartment", "Suite", "Extended address",
        "Adres 2", "Adres, wiersz 2", "Numer lokalu", "Lokal", "Mieszkanie",
        "כתובת 2", "שורת כתובת 2", "דירה",
    ),
    "postal_code": (
        "Postal code", "Zip", "Zip code", "Zip postal code", "Postcode", "Business postal code", "Mailing zip",
        "Home postal code", "Address postal code",
        "Kod pocztowy", "Kod",
        "מיקוד",
    ),
    "city": (
        "City", "Town", "Locality", "Business city", "Mailing city", "Home city", "Address city",
        "Miasto", "Miejscowość",
        "עיר", "יישוב", "ישוב", "עיר מגורים",
    ),
    "province": (
        "Province", "State", "Region", "County", "Voivodeship", "District", "State province", "Business state",
        "Mailing state", "Home state", "Address region",
        "Województwo", "Prowincja", "Stan",
        "מחוז", "אזור", "נפה",
    ),
    "country": (
        "Country", "Country region", "Business country region", "Business country", "Mailing country", "Home country",
        "Home country region", "Address country",
        "Kraj", "Państwo", "Kraj region",
        "מדינה", "ארץ",
    ),
    "tags": (
        "Tags", "Tag", "Labels", "Keywords", "Categories",
        "Tagi", "Etykiety", "Słowa kluczowe", "Kategorie",
        "תגיות", "תגית", "תוויות", "קטגוריות",
    ),
    "groups": (
        "Groups", "Group", "Group membership", "Contact groups",
        "Grupy", "Grupa", "Grupy kontaktów",
        "קבוצות", "קבוצה",
    ),
    "external_id": (
        "External id", "External ID number", "Customer number", "Customer no",
        "Identyfikator zewnętrzny", "Zewnętrzny identyfikator", "Numer klienta", "Nr klienta",
        "מזהה חיצוני", "מספר לקוח",
    ),
    "owner": (
        "Owner", "Contact owner", "Account owner", "Lead owner", "Record owner", "Assigned to", "Responsible", "Account manager",
        "Opiekun", "Właściciel", "Opiekun klienta", "Handlowiec", "Przypisany do",
        "אחראי", "בעלים", "נציג", "מנהל לקוח", "איש מכירות", "מטפל",
    ),
    "managers": ("Managers", "Menedżerowie", "מנהלים"),
    "currency": ("Currency", "Currency code", "Waluta", "Kod waluty", "מטבע"),
    "unit": ("Unit", "Unit of measure", "Jednostka", "Jednostka miary", "Jm", "יחידה", "יחידת מידה"),
    "description": ("Description", "Details", "Opis", "Opis szczegółowy", "תיאור"),
    "category": ("Category", "Product category", "Kategoria", "Kategoria produktu", "Grupa produktów", "קטגוריה"),
    "price": ("Price", "Unit price", "Net price", "List price", "Cena", "Cena netto", "Cena jednostkowa", "מחיר", "מחיר ליחידה"),
    "id": ("Record number", "Splot id", "Numer rekordu", "Nr rekordu", "מספר רשומה"),
}  # fmt: skip

PERSON_NAMES = (
    "Full name", "Display name", "Contact name", "Person", "Contact", "Contact person", "First and last name",
    "Imię i nazwisko", "Osoba", "Osoba kontaktowa", "Kontakt", "Pełna nazwa",
    "שם מלא", "איש קשר", "שם איש קשר", "שם הלקוח", "שם לקוח", "שם פרטי ומשפחה",
)  # fmt: skip
"""Whole names of persons."""

LAST_NAME_FIRST = (
    "Nazwisko i imię", "Last and first name", "Surname and name", "Last name, first name", "File as", "שם משפחה ופרטי",
)  # fmt: skip
"""Whole names written family name first."""

PHONES: dict[str, tuple[str, ...]] = {
    "": (
        "Phone", "Phones", "Telephone", "Tel", "Phone number", "Telephone number", "Contact number",
        "Telefon", "Telefony", "Numer telefonu", "Nr telefonu", "Nr tel", "Telefon kontaktowy",
        "טלפון", "טל", "מספר טלפון", "מס טלפון", "טלפונים",
    ),
    "mobile": (
        "Mobile", "Mobile phone", "Mobile number", "Cell", "Cell phone", "Cellular", "Cellphone", "Phone mobile",
        "Telefon komórkowy", "Komórka", "Komórkowy", "Tel kom", "Tel komórkowy", "Numer komórkowy", "Telefon (komórkowy)",
        "נייד", "טלפון נייד", "מספר נייד", "מספר טלפון נייד", "סלולרי", "טלפון סלולרי", "סלולארי", "פלאפון",
    ),
    "landline": (
        "Landline", "Landline phone", "Home phone", "Phone home", "Fixed line",
        "Telefon stacjonarny", "Stacjonarny", "Tel stacjonarny", "Telefon domowy",
        "קווי", "טלפון קווי", "טלפון בבית", "טלפון בית",
    ),
    "work": (
        "Work phone", "Business phone", "Office phone", "Company phone", "Direct phone", "Phone work",
        "Telefon służbowy", "Telefon do pracy", "Telefon praca", "Telefon firmowy", "Tel służbowy", "Telefon (praca)",
        "טלפון בעבודה", "טלפון עבודה", "טלפון במשרד", "טלפון משרד",
    ),
    "main": (
        "Main phone", "Primary phone", "Company main phone",
        "Telefon główny", "Główny telefon",
        "טלפון ראשי",
    ),
    "home_fax": ("Home fax", "Faks domowy", "Faks w domu", "פקס בבית", "פקס בית"),
    "office_fax": (
        "Fax", "Fax number", "Office fax", "Business fax", "Work fax",
        "Faks", "Fax biurowy", "Faks biurowy", "Faks służbowy",
        "פקס", "פקס במשרד", "פקס משרד", "מספר פקס",
    ),
    "other": (
        "Other phone", "Alternative phone", "Other fax",
        "Inny telefon", "Telefon inny", "Telefon dodatkowy", "Drugi telefon",
        "טלפון אחר", "טלפון נוסף",
    ),
}  # fmt: skip
"""Headers of phones by type (``PhoneType``); the empty type is left to the number."""

EMAILS: dict[str, tuple[str, ...]] = {
    "": (
        "Email", "E-mail", "E-mails", "Email address", "E-mail address", "Mail", "Primary email",
        "Adres e-mail", "Adres mailowy", "Adres poczty elektronicznej", "Poczta elektroniczna", "Poczta",
        "דוא״ל", "אימייל", "מייל", "כתובת מייל", "כתובת אימייל", "כתובת דוא״ל", "דואר אלקטרוני", "דואל אלקטרוני",
    ),
    "work": (
        "Work email", "Business email", "Company email", "Office email",
        "E-mail służbowy", "E-mail firmowy", "E-mail do pracy",
        "מייל עבודה", "אימייל בעבודה", "דוא״ל בעבודה",
    ),
    "private": (
        "Private email", "Personal email", "Home email",
        "E-mail prywatny", "Prywatny e-mail", "E-mail domowy",
        "מייל פרטי", "אימייל פרטי", "דוא״ל פרטי",
    ),
    "other": ("Other email", "Alternative email", "Inny e-mail", "E-mail dodatkowy", "מייל נוסף", "אימייל נוסף"),
}  # fmt: skip
"""Headers of e-mail addresses by type (``EmailType``)."""

TYPES = {"phones": PHONES, "emails": EMAILS}
"""Headers that tell a type, by field."""

LEFT_OUT = (
    "URL", "Profile URL", "LinkedIn", "LinkedIn URL", "Connected on", "Notes", "Note", "Comments", "Comment", "Website",
    "Birthday", "ID", "Record ID", "Created", "Created at", "Modified", "No", "Row",
    "Notatka", "Notatki", "Uwagi", "Komentarz", "Opis", "Lp", "Data dodania", "Strona www", "Urodziny",
    "הערה", "הערות", "אתר", "תאריך לידה", "מזהה", "תאריך יצירה",
)  # fmt: skip
"""Known headers of what there is no field for."""

BEFORE = ("primary", "person", "contact", "client", "customer", "lead", "user", "numer", "nr", "główny")
"""Words that a header may carry before its meaning."""

AFTER = ("value", "number", "osoby", "kontaktu", "klienta", "wartość", "ערך", "של", "הלקוח", "לקוח", "ראשי")
"""Words that a header may carry after its meaning."""
