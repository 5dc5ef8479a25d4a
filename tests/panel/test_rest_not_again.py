"""Records that a program has read already are not sent again (``If-None-Match``)."""

from __future__ import annotations

from tests.api_client import Api
from tests.conftest import House


def test_record_is_not_sent_again_while_all_of_it_is_the_same(sqlite_house: House) -> None:
    api = Api(sqlite_house, "owner")
    company = api.post("companies/", {"name": "Mill"}).json["id"]
    pk = api.post("persons/", {"last_name": "Kowal", "company": company}).json["id"]
    mark = api.get(f"persons/{pk}").headers["ETag"]

    def status(**headers: str) -> int:
        return api.get(f"persons/{pk}", headers=headers).status_code

    same = api.get(f"persons/{pk}", headers={"If-None-Match": f'"7", W/{mark}'})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", mark)
    assert (status(), status(**{"If-None-Match": '"1"'}), status(**{"If-None-Match": "*"})) == (200, 200, 304)
    assert api.get(f"persons/{pk}?columns=name", headers={"If-None-Match": mark}).status_code == 200
    api.patch(f"companies/{company}", {"name": "Mill and Sons"})
    assert status(**{"If-None-Match": mark}) == 200
    assert api.patch(f"persons/{pk}", {"city": "Łódź"}, headers={"If-Match": mark}).status_code == 200
    assert status(**{"If-None-Match": mark}) == 200
