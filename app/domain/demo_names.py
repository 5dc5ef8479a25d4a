"""Given and family names for demo data, the commonest first. Who is made of them does not exist."""

from __future__ import annotations

from app.domain.demo_words import listed

POLISH_WOMEN = listed("""
Anna Katarzyna Maria Małgorzata Agnieszka Barbara Ewa Magdalena Elżbieta Joanna Krystyna Monika Zofia Danuta Aleksandra
Marta Dorota Jadwiga Beata Karolina Natalia Iwona Justyna Renata Julia Urszula Paulina Weronika Łucja Sylwia Kinga Olga
Halina Emilia Grażyna Stanisława Hanna Oliwia Patrycja Bożena Izabela Wanda Żaneta Lena Ilona Marzena Róża Celina
""")

POLISH_MEN = listed("""
Piotr Krzysztof Andrzej Tomasz Paweł Jan Michał Marcin Jakub Adam Stanisław Marek Łukasz Grzegorz Mateusz Wojciech
Mariusz Dariusz Zbigniew Rafał Jerzy Maciej Kamil Robert Józef Dawid Szymon Henryk Przemysław Ryszard Artur Sebastian
Bartosz Jarosław Sławomir Mirosław Zdzisław Bogdan Żegota Błażej Ścibor Wiesław Bronisław Edward Igor Hubert Cezary
""")

POLISH_FAMILIES = listed("""
Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski
Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król
Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak
Górski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski
Marciniak Jasiński Zawadzki Bąk Jakubowski Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański
Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki Sobczak Konieczny
Urbański Głowacki Wasilewski Sikorski Zakrzewski Krajewski Laskowski Ziółkowski Gajewski Mróz Szulc Brzeziński Makowski
Kaczmarczyk Przybylski Baranowski Borowski Błaszczyk Cieślak Gołębiowski Szymczak Kania Leśny Żak Żółkiewski Ćwik
Świątek Źrebiec Łęcki Śliwa Żuraw Gęsicki Krzyżanowski Chrząszcz Brzęczyszczykiewicz Trzebiatowski Szczygieł
""")

HEBREW_WOMEN = listed("""
נועה:Noa תמר:Tamar מאיה:Maya יעל:Yael שירה:Shira אביגיל:Avigail עדי:Adi רוני:Roni מיכל:Michal הילה:Hila שרה:Sara רחל:Rachel
אסתר:Ester מרים:Miriam חנה:Chana לאה:Lea דינה:Dina ליאור:Lior גלית:Galit אורית:Orit ענת:Anat סיגל:Sigal רינה:Rina
איילת:Ayelet טליה:Talya דפנה:Dafna ורד:Vered קרן:Keren יסמין:Yasmin אלונה:Alona שושנה:Shoshana נעמי:Naomi צילה:Tsila
""")

HEBREW_MEN = listed("""
דוד:David משה:Moshe יוסף:Yosef דניאל:Daniel איתי:Itay נועם:Noam אורי:Uri יונתן:Yonatan אריאל:Ariel עומר:Omer אברהם:Avraham
יעקב:Yaakov יצחק:Yitzhak אייל:Eyal רון:Ron גיל:Gil עמית:Amit אלון:Alon ניר:Nir שי:Shay ארז:Erez עידו:Ido יואב:Yoav
תומר:Tomer חיים:Chaim אהרון:Aharon שמעון:Shimon גדעון:Gideon זאב:Zeev עמוס:Amos בועז:Boaz צבי:Tsvi ברוך:Baruch
""")

HEBREW_FAMILIES = listed("""
כהן:Cohen לוי:Levi מזרחי:Mizrahi פרץ:Peretz ביטון:Biton דהן:Dahan אברהם:Avraham פרידמן:Friedman אזולאי:Azulay מלכה:Malka
כץ:Katz יוסף:Yosef דוד:David עמר:Amar אוחיון:Ohayon חדד:Hadad גבאי:Gabay אדרי:Edri לביא:Lavi שפירא:Shapira רוזנברג:Rosenberg
ברק:Barak שרון:Sharon גולן:Golan אלון:Alon הראל:Harel קפלן:Kaplan ויסמן:Weissman גולדשטיין:Goldstein סויסה:Suissa
צור:Tsur נחמיאס:Nahmias אשכנזי:Ashkenazi ברגר:Berger שטרן:Stern טל:Tal יערי:Yaari כרמי:Karmi לנדאו:Landau מימון:Maymon
נבון:Navon סגל:Segal עוז:Oz פלד:Peled צדוק:Tsadok קדוש:Kadosh רביבו:Revivo שגב:Sagev תירוש:Tirosh בן־דור:Ben-Dor
בר־און:Bar-On ז׳ורנו:Jorno ג׳אן:Jan צ׳רנוב:Chernov
""")

POINTED = dict(
    pair.split(":")
    for pair in listed("""
דוד:דָּוִד שרה:שָׂרָה רחל:רָחֵל לאה:לֵאָה חנה:חַנָּה מרים:מִרְיָם אסתר:אֶסְתֵּר תמר:תָּמָר יעל:יָעֵל דינה:דִּינָה משה:מֹשֶׁה אברהם:אַבְרָהָם
יצחק:יִצְחָק יעקב:יַעֲקֹב יוסף:יוֹסֵף שמעון:שִׁמְעוֹן גדעון:גִּדְעוֹן דניאל:דָּנִיֵּאל ברוך:בָּרוּךְ נעמי:נָעֳמִי כהן:כֹּהֵן לוי:לֵוִי
""")
)
"""Names as some people write them, with niqqud."""

ENGLISH_WOMEN = listed("""
Olivia Amelia Emily Sophie Grace Charlotte Alice Hannah Lucy Eleanor Megan Priya Fatima Chloe Ruth Harriet Imogen Zoë
Freya Georgia Rosie Beth Niamh Siân Aisha Joan Margaret Heather Abigail Clara Edith Florence Holly Isla Jasmine Renée
""")

ENGLISH_MEN = listed("""
James William Oliver George Thomas Daniel Samuel Joseph Henry Edward Harry Arjun Mohammed Callum Rhys Owen Simon Peter
Andrew Martin Stephen Neil Graham Colin Hugh Alistair Gareth Declan Seán Patrick Leo Arthur Freddie Nathan Ian Jérôme
""")

ENGLISH_FAMILIES = listed("""
Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green
Hall Wood Harris Clarke Lewis Hughes Edwards Hill Moore Khan Cooper Ward Turner Carter Nair Phillips Mitchell Shaw Singh
Barker Holloway Thistlewood Ashcombe O'Brien O'Neill Harcourt Pemberton Whitlock Fairweather Greenhalgh Loxley Marsden
Netherby Oakley Quigley Ravenscroft Standish Tregenza Underhill Wetherby Yardley Featherstone Higginbotham MacDonald
""")


def womans(family: str) -> str:
    """A Polish family name as a woman bears it: ``Wiśniewski`` → ``Wiśniewska``."""
    if family.endswith(("ski", "cki", "dzki")):
        return f"{family[:-1]}a"
    return f"{family[:-1]}a" if family.endswith("ny") else family
