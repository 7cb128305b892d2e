"""Reading in processes beside: the same as here, and never worse than one source that fails."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from curate.locale import Message
from curate.models import Document
from curate.workflows import pool as pools
from curate.workflows.pool import MANY, Job, Pool, Reading, read

FEED = """<rss version="2.0"><channel><title>Bron</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>Bericht {n}</title><link>https://bron.example/{n}?utm_source=rss</link>"
    "<description>&lt;p&gt;Tekst &lt;b&gt;{n}&lt;/b&gt;&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</description></item>"
)


def job(number: int = 1, body: bytes | None = None) -> Job:
    items = "".join(ITEM.format(n=n) for n in range(number))
    document = Document(
        body=FEED.format(items=items).encode() if body is None else body, url="https://bron.example/rss"
    )
    return Job(kind="feed", document=document, options={}, home=document.url)


@pytest.fixture(name="pool")
def working_pool() -> Iterator[Pool]:
    """Give a pool with one worker that is up."""
    with Pool(MANY, workers=1) as pool:
        assert isinstance(pool.take("first", job()), Reading), "nobody waits for the worker"
        assert pool._workers[0].ready.wait(30)
        yield pool


def test_a_small_run_starts_no_process() -> None:
    with Pool(3, workers=1) as pool:
        for number in range(20):
            assert isinstance(pool.take(str(number), job(number)), Reading)
        assert not pool._workers
        assert list(pool.done(wait=True)) == []


def test_much_to_read_starts_one() -> None:
    with Pool(3, workers=1) as pool:
        pool.take("large", job(body=b"<rss><channel>" + b" " * pools.WORTH + b"</channel></rss>"))
        assert len(pool._workers) == 1


def test_one_processor_reads_alone() -> None:
    with Pool(MANY, workers=0) as pool:
        assert isinstance(pool.take("a", job()), Reading)
        assert not pool._workers


def test_what_a_worker_reads_is_what_would_be_read_here(pool: Pool) -> None:
    jobs = {f"bron {number}": job(number) for number in range(1, 40)}
    here = {name: result for name, each in jobs.items() if (result := pool.take(name, each)) is not None}
    there = dict(pool.done(wait=True))
    assert there, "the worker has read nothing"
    assert {**here, **there} == {name: read(each) for name, each in jobs.items()}
    assert not here.keys() & there.keys()


def test_when_its_places_are_taken_the_next_is_read_here(pool: Pool) -> None:
    taken = [pool.take(str(number), job(400)) for number in range(12)]
    assert taken[0] is None
    assert any(isinstance(result, Reading) for result in taken)
    assert len(list(pool.done(wait=True))) == taken.count(None)


def test_what_cannot_be_read_there_is_said_as_here(pool: Pool) -> None:
    bad = job(body=b"<html><body>Geen feed</body></html>")
    assert pool.take("page", bad) is None
    assert list(pool.done(wait=True)) == [("page", read(bad))]
    assert isinstance(read(bad), Message)


def test_a_worker_that_dies_costs_the_document_it_had(pool: Pool) -> None:
    pool._workers[0]._process.kill()
    pool._workers[0]._process.join()
    assert pool.take("culprit", job()) is None
    assert list(pool.done(wait=True)) == [("culprit", pools._DIED)]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and pool.take("next", job(2)) is not None:
        time.sleep(0.05)
    assert list(pool.done(wait=True)) == [("next", read(job(2)))]


def test_leaving_it_ends_the_workers_whatever_they_are_at() -> None:
    with Pool(MANY, workers=1) as pool:
        pool.take("first", job())
        assert pool._workers[0].ready.wait(30)
        for name in ("large", "larger"):
            pool.take(name, job(5000))
        worker = pool._workers[0]
    worker.join(10)
    assert not worker.is_alive()
    assert not worker._process.is_alive()
