"""A small server for the benchmarks: many feeds over many loopback hosts, with validators, gzip and latency.

    python -m benchmarks.fetch.server FOLDER PORT HOSTS LATENCY_MS

Bodies are packed before the first request, so that what is measured is the reader and not this server.
GET /_counts: what was asked since the last such call.
"""

import asyncio
import gzip
import hashlib
import json
import sys
from pathlib import Path

LAST_MODIFIED = "Fri, 20 Nov 2026 07:00:00 GMT"
TYPES = {"json": "application/feed+json", "html": "text/html; charset=utf-8"}


class Counts:
    def __init__(self):
        self.numbers = dict.fromkeys(("requests", "full", "unchanged", "missing", "most_at_once_per_host"), 0)
        self.at_once = {}

    def taken(self):
        numbers, self.numbers = self.numbers, dict.fromkeys(self.numbers, 0)
        return numbers


def answers(path):
    """Return the answers for one file: plain, packed, and "not modified"; and its entity tag."""
    body = path.read_bytes()
    tag = f'"{hashlib.sha1(body).hexdigest()[:16]}"'
    common = f"ETag: {tag}\r\nLast-Modified: {LAST_MODIFIED}\r\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {TYPES.get(path.suffix[1:], 'application/xml')}\r\n{common}"
    packed = gzip.compress(body, 6)
    return (
        f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body,
        f"{head}Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed,
        f"HTTP/1.1 304 Not Modified\r\n{common}\r\n".encode(),
        tag.encode(),
    )


class Connection(asyncio.Protocol):
    def __init__(self, files, counts, latency):
        self.files, self.counts, self.latency = files, counts, latency
        self.waiting = b""

    def connection_made(self, transport):
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]

    def data_received(self, data):
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            at_once = self.counts.at_once[self.host] = self.counts.at_once.get(self.host, 0) + 1
            numbers = self.counts.numbers
            numbers["most_at_once_per_host"] = max(numbers["most_at_once_per_host"], at_once)
            if self.latency:
                asyncio.get_running_loop().call_later(self.latency, self.answer, head)
            else:
                self.answer(head)

    def answer(self, head):
        self.counts.at_once[self.host] -= 1
        if self.transport.is_closing():
            return
        path = head.split(b" ", 2)[1].decode("latin-1")
        if path == "/_counts":
            body = json.dumps(self.counts.taken()).encode()
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
            return
        self.counts.numbers["requests"] += 1
        found = self.files.get(path)
        if found is None:
            self.counts.numbers["missing"] += 1
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        plain, packed, unchanged, tag = found
        lowered = head.lower()
        if b"\r\nif-none-match: " + tag in lowered:
            self.counts.numbers["unchanged"] += 1
            self.transport.write(unchanged)
        else:
            self.counts.numbers["full"] += 1
            accepted = lowered.partition(b"\r\naccept-encoding:")[2].partition(b"\r\n")[0]
            self.transport.write(packed if b"gzip" in accepted else plain)


async def serve(folder, port, hosts, latency):
    files = {f"/{path.name}": answers(path) for path in sorted(folder.iterdir())}
    counts = Counts()
    loop = asyncio.get_running_loop()
    for number in range(hosts):
        await loop.create_server(lambda: Connection(files, counts, latency), f"127.0.1.{number + 1}", port, backlog=512)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]) / 1000))
