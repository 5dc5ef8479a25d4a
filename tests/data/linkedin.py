"""LinkedIn's ``Connections.csv`` in its true form, with people who do not exist."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

NOTE = (
    "Addresses can be missing here: a connection's e-mail is in this file only if that person lets connections download it, "
    "as their settings at https://www.linkedin.com/psettings/privacy/email say. More on this, with commas, is at "
    "https://www.linkedin.com/help/linkedin/answer/261"
)

HEADER = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")

HEADER_ROW = 4
"""The note's title, the note and an empty line stand above."""

Connection = tuple[str, str, str, str, str, str, str]


def _connection(first: str, last: str, slug: str, email: str, company: str, position: str, on: str) -> Connection:
    return first, last, f"https://www.linkedin.com/in/{slug}", email, company, position, on


CONNECTIONS: tuple[Connection, ...] = (
    _connection("Łucja", "Wiśniewska", "lucja-w", "", "Tkalnia Pod Dębem", "Dyrektorka zakupów", "12 Mar 2026"),
    _connection(
        "Grzegorz",
        "Brzęczyszczykiewicz",
        "grzegorz-b",
        "g@chrzan.test",
        "Chrzan, Łódź i Synowie",
        "Prezes",
        "9 Mar 2026",
    ),
    _connection(
        "Żaneta", "Ślązak-Źrebiec", "zaneta-s", "", 'Huta "Krosienko" S.A.', "Inżynier, utrzymanie ruchu", "1 Mar 2026"
    ),
    _connection("נועם", "בן־ארי", "noam-ba", "noam@galil.test", 'אופטיקה גליל בע"מ', 'סמנכ"ל מכירות', "28 Feb 2026"),
    _connection("שִׁירָה", "אברהם", "shira-a", "", "נגב סולאר", "מנהלת מוצר", "27 Jan 2026"),
    _connection("小明", "王", "xiaoming-w", "", "长城光学有限公司", "销售总监", "03 Jan 2026"),
    _connection("静", "陈", "jing-c", "jing@lanhai.test", "蓝海, 上海", "工程师", "31 Dec 2025"),
    _connection(
        "Samuel", "Okafor-Price", "sam-op", "", "Cypress & Vale, Ltd.", "Founder | Investor; Speaker", "12 Nov 2025"
    ),
    _connection("Pat", "O’Brien", "pat-ob", "", "", "", "2 Oct 2025"),
    _connection("", "", "", "", "", "", "14 Sep 2025"),
    _connection("François", "Núñez 🚀", "francois-n", "", "Café Olé", "Señor \n Engineer", "30 Aug 2025"),
)
"""Commas, quotes, points, an emoji, a line end in a cell, and a member who left: only the date remains."""


def linkedin_export(connections: Sequence[Sequence[str]] = CONNECTIONS) -> bytes:
    """The bytes of the file: UTF-8 without mark, LF, cells in quotes where they need it, the note above the header."""
    text = io.StringIO()
    text.write(f'Notes:\n"{NOTE}"\n\n')
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(connections)
    return text.getvalue().encode("utf-8")
