"""Hosts that ask to be left alone, or are not there: waited for, remembered, and given up after a while."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crawled.running import crawl, outcomes, rows, write_config
from crawled.site import Answer, Site, article, listing, serving
from hostile.visiting import SkippingClock


class Sulking(Site):
    """Answers one path with `trouble` for the first so many times."""

    def __init__(self, pages: dict[str, Answer], path: str, trouble: Answer, times: int) -> None:
        super().__init__(pages)
        self._good = pages.pop(path)
        self._path, self._trouble, self._left = path, trouble, times
        self.fallback = self._answer

    def _answer(self, path: str) -> Answer:
        if path != self._path:
            return Answer(status=404)
        self._left -= 1
        return self._trouble if self._left >= 0 else self._good


def pages() -> dict[str, Answer]:
    paths = [f"/p{number}" for number in range(6)]
    return {"/": listing("Home", paths), **{path: article(f"Advice {path}") for path in paths}}


def wait_for(seconds: int | str) -> Answer:
    return Answer(status=503, headers={"Retry-After": str(seconds)})


def test_a_pause_is_waited_out_and_the_visit_goes_on(tmp_path: Path) -> None:
    site = Sulking(pages(), "/p2", wait_for(600), 1)
    clock = SkippingClock()
    config = write_config(tmp_path, site)
    with serving(site):
        summary = crawl(config, clock=clock).summary
    assert dict(summary.classes) == {"added": 7}
    assert 590 < max(clock.waits) <= 600
    [(attempts,)] = rows(
        config,
        "SELECT f.attempts_json FROM fetches f JOIN pages p ON p.id = f.page_id WHERE p.url LIKE '%/p2'",
    )
    assert "503" in attempts
    assert '"put_off"' in attempts, "the tries before the pause belong to the visit"
    assert rows(config, "SELECT count(*) FROM fetches WHERE outcome != 'added'") == [(0,)]
    kept = rows(config, "SELECT count(*) FROM captures WHERE url LIKE '%/p2' AND page_id IS NOT NULL")
    assert kept == [(2,)], "every response is kept, the 503 too"


def test_a_pause_that_is_too_long_ends_the_host_for_the_run_and_survives_a_restart(tmp_path: Path) -> None:
    site = Sulking(pages(), "/p2", wait_for(7200), 1)
    clock = SkippingClock()
    config = write_config(tmp_path, site)
    with serving(site):
        first = crawl(config, clock=clock).summary
        asked = len(site.log)
        soon = crawl(config, clock=SkippingClock(clock.now() + timedelta(minutes=5))).summary
        assert len(site.log) == asked, "nothing is asked of a host that wants to be left alone"
        later = crawl(config, clock=SkippingClock(clock.now() + timedelta(hours=3))).summary
    assert first.classes["not_reached"] >= 1
    assert sum(first.classes.values()) == first.known
    assert soon.classes["not_reached"] >= first.classes["not_reached"]
    assert later.classes["not_reached"] == 0
    assert outcomes(config, site)["/p2"] == "added"


def test_retry_after_may_be_a_date(tmp_path: Path) -> None:
    clock = SkippingClock()
    site = Sulking(pages(), "/p2", wait_for("Sun, 01 Mar 2026 12:10:00 GMT"), 1)
    config = write_config(tmp_path, site)
    with serving(site):
        summary = crawl(config, clock=clock).summary
    assert dict(summary.classes) == {"added": 7}
    assert 500 < max(clock.waits) <= 600


def test_a_visit_is_put_off_only_so_often(tmp_path: Path) -> None:
    site = Sulking(pages(), "/p2", wait_for(60), 1000)
    config = write_config(tmp_path, site)
    with serving(site):
        summary = crawl(config, clock=SkippingClock()).summary
    assert dict(summary.classes) == {"added": 6, "failed": 1}
    assert outcomes(config, site)["/p2"] == "http_503"


def test_other_hosts_go_on_while_one_is_paused(tmp_path: Path) -> None:
    tired, other = Sulking(pages(), "/p2", wait_for(7200), 1), Site(pages())
    config = write_config(tmp_path, tired, other)
    with serving(tired, other):
        summary = crawl(config, clock=SkippingClock()).summary
    found = outcomes(config, other)
    assert {found[path] for path in pages()} == {"added"}
    assert summary.classes["not_reached"] >= 1


def test_a_pause_that_a_redirects_target_asks_for_is_that_hosts(tmp_path: Path) -> None:
    tired = Sulking(pages(), "/p2", wait_for(600), 1)
    other = Site(pages())
    clock = SkippingClock()
    config = write_config(tmp_path, other, tired)
    other.pages["/p0"] = Answer(status=302, headers={"Location": f"{tired.base}/p2"})
    with serving(tired, other):
        summary = crawl(config, clock=clock).summary
    assert sum(summary.classes.values()) == summary.known
    assert summary.classes["not_reached"] == 0
    paused = dict(rows(config, "SELECT host, not_before FROM hosts WHERE not_before IS NOT NULL"))
    assert list(paused) == [tired.host]
    assert {outcomes(config, other)[path] for path in pages() if path != "/p0"} == {"added"}


def test_a_server_that_goes_away_is_given_time_and_then_left(tmp_path: Path) -> None:
    site = Site(pages())
    clock = SkippingClock()
    config = write_config(tmp_path, site, crawler="failure_limit = 1")

    def go_away(path: str) -> Answer:
        if path == "/end":
            site.server.socket.close()
        return Answer(status=404, headers={"Connection": "close"})

    site.pages["/"] = listing("Home", ["/end", *(f"/p{n}" for n in range(6))])
    site.fallback = go_away
    site.pages["/robots.txt"] = Answer(b"", "text/plain")
    with serving(site):
        summary = crawl(config, clock=clock).summary
    assert sum(summary.classes.values()) == summary.known
    assert summary.failed_by["connect_error"] >= 2
    assert summary.classes["not_reached"] >= 1
    assert sum(wait for wait in clock.waits if wait >= 60) <= 15 * 60 * 2
