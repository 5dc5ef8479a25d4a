"""A list becomes a file: the menu, ticked rows, the download, on a wide window and on a phone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, WIDE, Comes
from tests.journeys.site import Site


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_list_is_downloaded(site: Site, comes: Comes, language: str, window: tuple[int, int], tmp_path: Path) -> None:
    for number in range(3):
        site.house.add("person", first_name="Nitka", last_name=f"Nr {number}")
    visitor = comes(site, language, size=window).sign_in("owner").goes_to("/persons/list/")
    page, words = visitor.page, visitor.words
    if window == WIDE:
        visitor.row("Nitka Nr 1").get_by_role("checkbox").check()
        visitor.button("Export", visitor.main).first.click()
        form, wanted = page.get_by_role("dialog", name=words("Export"), exact=True), ["Nitka Nr 1"]
    else:
        visitor.button("More", visitor.main).click()
        visitor.link("Export", visitor.main).click()
        form, wanted = page.locator("form[data-export]"), ["Nitka Nr 0", "Nitka Nr 1", "Nitka Nr 2"]
    expect(form).to_be_visible()
    visitor.takes_picture("export")
    with page.expect_download() as coming:
        form.locator("[data-export-go]").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name.startswith(words(site_label(site)))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == wanted
    assert bool(sheet.sheet_view.rightToLeft) is (language == "he")


def site_label(site: Site) -> object:
    from app.records.kinds import kind

    return kind("person").label_plural
