"""Networks of our own on loopback: each keeps what it is sent, as the real one does, and fails as it is told to.

with Mastodon() as network:
    network.url              # the server
    network.statuses         # what is out there
    network.lose(1)          # the next write is done, but its answer is lost
    network.answer_with(429, {"Retry-After": "600"})   # the next write is refused
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

Answer = tuple[int, dict[str, str], Any]


@dataclass(frozen=True)
class Call:
    """One request, as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        """Its fields; of a multipart form, the text of each."""
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/"):
            return {name: [body.decode("utf-8", "replace")] for name, body in self.files.items()}
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def files(self) -> dict[str, bytes]:
        """The parts of a multipart form, by name."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + self.body, policy=HTTP).iter_parts()
        return {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts}

    @property
    def json(self) -> Any:
        """Its document."""
        return json.loads(self.body)


@dataclass
class Fault:
    """What happens to a write: refused with a status, or done and its answer lost, or said in a way nobody can read."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    done: bool = False
    said: Any = None


class Network:
    """A server; a context manager. Its subclasses answer."""

    writes = ("POST", "PUT", "DELETE")

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.gate = threading.Event()
        self.gate.set()
        """Cleared: writes are done, and their answers wait."""
        self.written = threading.Event()
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                parts = urlsplit(self.path)
                call = Call(self.command, unquote(parts.path), dict(parse_qsl(parts.query)), self.headers,
                            self.rfile.read(length))  # fmt: skip
                network.calls.append(call)
                network._serve(self, call)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Say nothing: who asked was killed, or hung up."""

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=[0.02], daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def lose(self, *, times: int = 1) -> None:
        """Let the next writes be done, and their answers be lost."""
        self.faults += [Fault(done=True)] * times

    def drop(self, *, times: int = 1) -> None:
        """Let the next writes not be done, and not be answered."""
        self.faults += [Fault()] * times

    def garble(self, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Let the next write be done, and be answered with this."""
        self.faults.append(Fault(status=200, headers=headers or {}, done=True, said=body))

    def answer_with(
        self, status: int, headers: dict[str, str] | None = None, *, said: Any = None, times: int = 1
    ) -> None:
        """Let the next writes be refused."""
        self.faults += [Fault(status=status, headers=headers or {}, said=said)] * times

    def writing(self, path: str = "") -> list[Call]:
        """Return the writes that came in, those whose path begins so."""
        return [call for call in self.calls if call.method in self.writes and call.path.startswith(path)]

    def faulty(self, call: Call) -> bool:
        """Return whether a fault that waits is for this call."""
        return call.method in self.writes

    def answer(self, call: Call) -> Answer:
        """Return (status, headers, document)."""
        raise NotImplementedError

    def _serve(self, handler: BaseHTTPRequestHandler, call: Call) -> None:
        fault = self.faults.pop(0) if self.faults and self.faulty(call) else None
        if fault is None or fault.done:
            status, headers, document = self.answer(call)
            if call.method in self.writes and self.faulty(call):
                self.written.set()
                self.gate.wait(30)
        if fault is not None and fault.status:
            status, headers, document = fault.status, fault.headers, fault.said
        if fault is not None and not fault.status:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


class Mastodon(Network):
    """A server of Mastodon with one account, as docs.joinmastodon.org has it."""

    token = "geheim-woord-van-mastodon"

    def __init__(self, *, limit: int = 500, version: int = 2, started: str = "2026-11-23T09:00:00.000Z") -> None:
        super().__init__()
        self.limit, self.version, self.now = limit, version, started
        self.statuses: list[dict[str, Any]] = []
        self.scheduled: list[dict[str, Any]] = []
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.slow_media = 0
        self._lock = threading.Lock()

    def faulty(self, call: Call) -> bool:
        return call.method in self.writes and not call.path.endswith("/media")

    def texts(self) -> list[str]:
        """Return what is out there, oldest first."""
        return [status["text"] for status in self.statuses]

    def answer(self, call: Call) -> Answer:
        if call.path in ("/api/v2/instance", "/api/v1/instance"):
            return self._instance(call.path)
        if call.headers.get("Authorization") != f"Bearer {self.token}":
            # A careless server: it says back what it was given.
            return 401, {}, {"error": f"The access token is invalid: {call.headers.get('Authorization')}"}
        with self._lock:
            return self._inside(call)

    def _instance(self, path: str) -> Answer:
        if path != f"/api/v{self.version}/instance":
            return 404, {}, {"error": "Record not found"}
        return 200, {}, {"configuration": {"statuses": {"max_characters": self.limit},
                                           "media_attachments": {"description_limit": 1500}}}  # fmt: skip

    def _inside(self, call: Call) -> Answer:
        match call.method, call.path.split("/")[3:]:
            case "GET", ["accounts", "verify_credentials"]:
                return 200, {}, {"id": "7", "acct": "redactie"}
            case "GET", ["accounts", "7", "statuses"]:
                older = [s for s in self.statuses if int(s["id"]) < int(call.query.get("max_id", 10**9))]
                return 200, {}, [self._shown(s) for s in reversed(older)][: int(call.query.get("limit", 20))]
            case "GET", ["scheduled_statuses"]:
                return 200, {}, self.scheduled
            case "POST", ["media"]:
                return self._upload(call)
            case "GET", ["media", number]:
                self.media[number]["polls"] += 1
                return (206 if self.media[number]["polls"] <= self.slow_media else 200), {}, {"id": number}
            case "POST", ["statuses"]:
                return self._post(call)
            case method, [kind, number] if kind in ("statuses", "scheduled_statuses"):
                return self._one(method, kind, number, call)
        return 404, {}, {"error": "Record not found"}

    def _upload(self, call: Call) -> Answer:
        number = str(len(self.media) + 900)
        files = call.files
        self.media[number] = {"body": files["file"], "alt": files["description"].decode(), "polls": 0}
        return (202 if self.slow_media else 200), {}, {"id": number, "url": None if self.slow_media else "x"}

    def _post(self, call: Call) -> Answer:
        key = call.headers.get("Idempotency-Key", "")
        if key in self.keys:
            return 200, {}, self.keys[key]
        form = {name: values[0] for name, values in call.form.items()}
        media = call.form.get("media_ids[]", [])
        if "scheduled_at" in form:
            made = {"id": str(len(self.scheduled) + 300), "scheduled_at": form["scheduled_at"],
                    "params": {"text": form["status"], "idempotency": key}, "media_attachments": []}  # fmt: skip
            self.scheduled.append(made)
        else:
            status = {**form, "text": form["status"], "id": str(len(self.keys) + 100), "media": media, "key": key,
                      "created_at": self.now}  # fmt: skip
            self.statuses.append(status)
            made = self._shown(status)
        self.keys[key] = made
        return 200, {}, made

    def _shown(self, status: dict[str, Any]) -> dict[str, Any]:
        import html
        import re

        content = html.escape(status["text"])
        content = re.sub(r"(https?://)(\S+)", r'<a href="\1\2" rel="nofollow"><span class="invisible">\1</span>'
                                              r'<span>\2</span></a>', content)  # fmt: skip
        tag = r'<a href="http://x.example/tags/\1" class="mention hashtag">#<span>\1</span></a>'
        content = re.sub(r"(?<!\S)#(\w+)", tag, content)
        content = "<p>" + content.replace("\n\n", "</p><p>").replace("\n", "<br />") + "</p>"
        return {"id": status["id"], "content": content, "created_at": status["created_at"],
                "url": f"https://toot.example/@redactie/{status['id']}",
                "media_attachments": [{"id": number} for number in status["media"]]}  # fmt: skip

    def _one(self, method: str, kind: str, number: str, call: Call) -> Answer:
        held = self.statuses if kind == "statuses" else self.scheduled
        found = next((each for each in held if each["id"] == number), None)
        if found is None:
            return 404, {}, {"error": "Record not found"}
        if method == "DELETE":
            held.remove(found)
            return 200, {}, {}
        if method == "PUT":
            found["text"] = call.form["status"][0]
            found["media"] = call.form.get("media_ids[]", [])
        return 200, {}, self._shown(found)

    def appear(self) -> None:
        """Let what is scheduled be out: the server's own clock has come that far."""
        for each in self.scheduled:
            self.statuses.append({"text": each["params"]["text"], "id": str(len(self.statuses) + 500), "media": [],
                                  "created_at": each["scheduled_at"], "key": ""})  # fmt: skip
        self.scheduled.clear()


class Bluesky(Network):
    """A personal data server with one account, as the lexicons have it."""

    password = "geheim-woord-van-bluesky"
    did = "did:plc:redactie"

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.blobs: list[bytes] = []
        self.lasts: int | None = None
        """How many posts a session lasts."""
        self._left: int | None = None

    def faulty(self, call: Call) -> bool:
        return call.path.endswith("putRecord")

    def answer(self, call: Call) -> Answer:  # noqa: PLR0911  (a line a question)
        if not call.path.startswith("/xrpc/"):
            return 404, {}, {"error": "NotFound"}
        name = call.path.removeprefix("/xrpc/com.atproto.")
        if name == "server.createSession":
            if call.json != {"identifier": "redactie.example", "password": self.password}:
                return 401, {}, {"error": "AuthenticationRequired", "message": f"Invalid: {call.json}"}
            self._left = self.lasts
            return 200, {}, {"accessJwt": "jwt-geheim", "refreshJwt": "jwt-vers", "did": self.did,
                             "handle": "redactie.example"}  # fmt: skip
        if call.headers.get("Authorization") != "Bearer jwt-geheim":
            return 401, {}, {"error": "AuthMissing", "message": "Authentication Required"}
        if self._left == 0:
            return 400, {}, {"error": "ExpiredToken", "message": "Token has expired"}
        match name:
            case "repo.uploadBlob":
                self.blobs.append(call.body)
                reference = {"$link": f"bafy{len(self.blobs)}"}
                kind, size = call.headers["Content-Type"], len(call.body)
                return 200, {}, {"blob": {"$type": "blob", "ref": reference, "mimeType": kind, "size": size}}
            case "repo.putRecord":
                assert call.json["repo"] == self.did
                self._left = None if self._left is None else self._left - 1
                key = call.json["rkey"]
                self.records[key] = call.json["record"]
                return 200, {}, self._named(key)
            case "repo.getRecord":
                key = call.query["rkey"]
                if key not in self.records:
                    return 400, {}, {"error": "RecordNotFound", "message": "Could not locate record"}
                return 200, {}, {**self._named(key), "value": self.records[key]}
            case "repo.deleteRecord":
                self.records.pop(call.json["rkey"], None)
                return 200, {}, {}
        return 501, {}, {"error": "MethodNotImplemented"}

    def _named(self, key: str) -> dict[str, str]:
        return {"uri": f"at://{self.did}/app.bsky.feed.post/{key}", "cid": f"cid-{key}"}


class WordPress(Network):
    """A blog with one author."""

    user, password = "redactie", "abcd efgh ijkl mnop"

    def __init__(self, *, pretty: bool = True) -> None:
        super().__init__()
        self.pretty = pretty
        self.posts: list[dict[str, Any]] = []
        self.tags: dict[str, int] = {"privacy": 11}
        self.media: list[dict[str, Any]] = []

    def faulty(self, call: Call) -> bool:
        return call.method in self.writes and self._route(call).startswith("/posts")

    def _route(self, call: Call) -> str:
        return (call.path if self.pretty else call.query.get("rest_route", "")).removeprefix(
            "/wp-json" if self.pretty else ""
        ).removeprefix("/wp/v2")  # fmt: skip

    def answer(self, call: Call) -> Answer:  # noqa: C901, PLR0911, PLR0912  (a line a question)
        import base64

        if not self.pretty and call.path != "/":
            return 301, {"Location": f"{self.url}{call.path}/"}, b""
        given = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if call.headers.get("Authorization") != f"Basic {given}":
            return 401, {}, {"code": "rest_not_logged_in", "message": f"No: {call.headers.get('Authorization')}"}
        match call.method, self._route(call).strip("/").split("/"):
            case "GET", ["users", "me"]:
                return 200, {}, {"id": 1, "name": "De redactie"}
            case "GET", ["posts"]:
                wanted = call.query["status"].split(",")
                return 200, {}, [p for p in self.posts if p["slug"] == call.query["slug"] and p["status"] in wanted]
            case "POST", ["posts"]:
                post = {"id": len(self.posts) + 40, **call.json}
                post["link"] = f"{self.url}/{post['slug']}/"
                self.posts.append(post)
                return 201, {}, post
            case "POST", ["tags"]:
                name = call.json["name"]
                if name in self.tags:
                    return 400, {}, {"code": "term_exists", "message": "A term with the name provided already exists.",
                                     "data": {"status": 400, "term_id": self.tags[name]}}  # fmt: skip
                self.tags[name] = len(self.tags) + 11
                return 201, {}, {"id": self.tags[name], "name": name}
            case "GET", ["media"]:
                return 200, {}, [m for m in self.media if m["slug"] == call.query["slug"]]
            case "POST", ["media"]:
                name = call.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
                self.media.append({"id": len(self.media) + 70, "slug": name.rpartition(".")[0], "body": len(call.body)})
                return 201, {}, self.media[-1]
            case "POST", ["media", number]:
                next(m for m in self.media if m["id"] == int(number)).update(call.json)
                return 200, {}, {"id": int(number)}
            case method, ["posts", number]:
                found = next((p for p in self.posts if p["id"] == int(number)), None)
                if found is None:
                    return 404, {}, {"code": "rest_post_invalid_id", "message": "Invalid post ID."}
                if method == "DELETE":
                    self.posts.remove(found)
                else:
                    found.update(call.json)
                return 200, {}, found
        return 404, {}, {"code": "rest_no_route"}


class Mailchimp(Network):
    """An account of Mailchimp."""

    key = "geheim-van-mailchimp-us21"

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: list[dict[str, Any]] = []
        self.contents: dict[str, dict[str, Any]] = {}

    def faulty(self, call: Call) -> bool:
        return call.method == "POST"

    def answer(self, call: Call) -> Answer:
        import base64

        if (
            base64.b64decode(call.headers["Authorization"].removeprefix("Basic ")).decode().partition(":")[2]
            != self.key
        ):
            return 401, {}, {"title": "API Key Invalid", "detail": f"Your key {self.key} is not valid."}
        match call.method, call.path.removeprefix("/3.0").strip("/").split("/"):
            case "GET", [""]:
                return 200, {}, {"account_name": "Voorbeeld vzw"}
            case "GET", ["campaigns"]:
                first, count = int(call.query["offset"]), int(call.query["count"])
                return 200, {}, {"campaigns": self.campaigns[first : first + count], "total_items": len(self.campaigns)}
            case "POST", ["campaigns"]:
                made = {"id": f"c{len(self.campaigns)}", "web_id": 1000 + len(self.campaigns), "status": "save",
                        **call.json}  # fmt: skip
                self.campaigns.append(made)
                return 200, {}, made
            case "PUT", ["campaigns", number, "content"]:
                self.contents[number] = call.json
                return 200, {}, {}
            case "DELETE", ["campaigns", number]:
                self.campaigns = [each for each in self.campaigns if each["id"] != number]
                return 204, {}, b""
        return 404, {}, {"title": "Resource Not Found"}


class Brevo(Network):
    """An account of Brevo."""

    key = "xkeysib-geheim-van-brevo"

    def __init__(self) -> None:
        super().__init__()
        self.campaigns: list[dict[str, Any]] = []

    def faulty(self, call: Call) -> bool:
        return call.method == "POST"

    def answer(self, call: Call) -> Answer:
        if call.headers.get("api-key") != self.key:
            return 401, {}, {"message": f"Key not found: {call.headers.get('api-key')}", "code": "unauthorized"}
        match call.method, call.path.removeprefix("/v3").strip("/").split("/"):
            case "GET", ["account"]:
                return 200, {}, {"companyName": "Voorbeeld vzw"}
            case "GET", ["emailCampaigns"]:
                first, count = int(call.query["offset"]), int(call.query["limit"])
                return 200, {}, {"count": len(self.campaigns), "campaigns": self.campaigns[::-1][first : first + count]}
            case "POST", ["emailCampaigns"]:
                self.campaigns.append({"id": len(self.campaigns) + 5, "status": "draft", **call.json})
                return 201, {}, {"id": self.campaigns[-1]["id"]}
            case "PUT", ["emailCampaigns", number]:
                next(each for each in self.campaigns if each["id"] == int(number)).update(call.json)
                return 204, {}, b""
            case "DELETE", ["emailCampaigns", number]:
                self.campaigns = [each for each in self.campaigns if each["id"] != int(number)]
                return 204, {}, b""
        return 404, {}, {"message": "Not found"}
