"""Files: uploaded by the app's own SDK and by people, looked at, fetched, deleted."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.events import names_told, told

PICTURE = b"\x89PNG\r\n\x1a\nnot really"


@pytest.fixture
def client(whole: Playground) -> WebClient:
    return WebClient(whole.bot_token, base_url=whole.api_url, retry_handlers=[])


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


def fetched(url: str, token: str = "") -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as answer:
        return answer.headers["content-type"], answer.read()


def test_the_sdk_uploads_and_everybody_sees(whole: Playground, client: WebClient) -> None:
    answer = client.files_upload_v2(
        channel="C0SALES", content=PICTURE, filename="report.png", initial_comment="The week"
    )
    file = answer["file"]
    assert (file["mimetype"], file["size"], file["channels"]) == (
        "image/png",
        len(PICTURE),
        ["C0SALES"],
    )
    seen = whole.person("ana").sees("The week")
    assert seen.files[0]["title"] == "report.png"
    assert names_told(whole)[-2:] == ["message/file_share", "file_shared"]
    assert told(whole)[-1]["file_id"] == file["id"]
    assert fetched(file["url_private"], whole.bot_token) == ("image/png", PICTURE)
    assert fetched(f"{whole.url}/_playground/files/{file['id']}") == ("image/png", PICTURE)


def test_a_persons_file_is_read_by_the_app(whole: Playground, client: WebClient) -> None:
    message = whole.person("ana").uploads("notes.txt", channel="#sales", content=b"late again")
    file = client.files_info(file=message.files[0]["id"])["file"]
    assert (file["user"], file["filetype"], file["is_public"]) == ("U0ANA", "txt", True)
    _, content = fetched(file["url_private_download"], whole.bot_token)
    assert content == b"late again"
    listed: Any = client.files_list(channel="C0SALES")
    assert [f["id"] for f in listed["files"]] == [file["id"]]
    assert client.files_list(channel="C0GENERAL")["files"] == []
    with pytest.raises(SlackApiError, match="cant_delete_file"):
        client.files_delete(file=file["id"])


def test_without_the_token_slack_shows_its_front_page(whole: Playground) -> None:
    message = whole.person("ana").uploads("notes.txt", channel="#sales", content=b"late again")
    kind, page = fetched(message.files[0]["url_private"])
    assert kind.startswith("text/html")
    assert b"late again" not in page


def test_a_file_where_the_app_is_not_is_not_there(whole: Playground, call: RawClient) -> None:
    message = whole.person("ben").uploads("plan.txt", channel="#leadership")
    assert call("files.info", file=message.files[0]["id"])["error"] == "file_not_found"
    assert "file_shared" not in names_told(whole)


def test_a_deleted_file_is_gone_from_its_message(whole: Playground, client: WebClient) -> None:
    file = client.files_upload_v2(channel="C0SALES", content=PICTURE, filename="a.png")["file"]
    ana = whole.person("ana")
    ana.sees("a.png")
    client.files_delete(file=file["id"])
    ana.does_not_see("a.png")
    assert told(whole)[-1] | {"event_ts": ""} == {
        "type": "file_deleted",
        "file_id": file["id"],
        "event_ts": "",
    }
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file=file["id"])


def test_without_a_channel_a_file_stays_private(whole: Playground, client: WebClient) -> None:
    file = client.files_upload_v2(content=PICTURE, filename="a.png", title="Mine")["file"]
    assert (file["title"], file["channels"]) == ("Mine", [])
    assert client.files_list()["files"][0]["id"] == file["id"]
    whole.person("ana").does_not_see("a.png")


def test_an_upload_url_serves_once_and_takes_a_form_too(whole: Playground, call: RawClient) -> None:
    ticket = call("files.getUploadURLExternal", filename="a.txt", length=5)
    form = (
        b'--line\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nhello\r\n--line--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    request = urllib.request.Request(ticket["upload_url"], form, headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.read() == b"OK - 5"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(request, timeout=5)
    done = call("files.completeUploadExternal", files=[{"id": ticket["file_id"]}])
    assert done["files"][0]["size"] == 5


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
        ("getUploadURLExternal", {"length": 1}, "invalid_arguments"),
        ("completeUploadExternal", {}, "invalid_arguments"),
        ("completeUploadExternal", {"files": [{}]}, "invalid_arguments"),
        ("completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
        ("info", {"file": "F0"}, "file_not_found"),
        ("delete", {"file": "F0"}, "file_not_found"),
    ],
)
def test_refusals(call: RawClient, method: str, args: dict[str, Any], error: str) -> None:
    assert call(f"files.{method}", **args)["error"] == error


def test_a_channel_that_is_none(whole: Playground, client: WebClient) -> None:
    for channel, error in (("C0NOWHERE", "invalid_channel"), ("C0GENERAL", "invalid_channel")):
        with pytest.raises(SlackApiError, match=error):
            client.files_upload_v2(channel=channel, content=PICTURE, filename="a.png")
