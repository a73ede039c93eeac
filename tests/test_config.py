"""config.toml: what a valid one gives, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import BadInput, ConfigurationError, ExitCode
from archive.settings import archive_path
from scraper.config import Config, load

CRAWLER = '[crawler]\ncontact = "mailto:archive@example.org"\n'
SITE = '[[site]]\nname = "a"\nstart_urls = ["https://a.example.org/"]\n'


def read(folder: Path, text: str) -> Config:
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return load(file)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    assert caught.value.exit_code is ExitCode.CONFIGURATION
    assert str(folder / "config.toml") in str(caught.value)
    return str(caught.value)


def test_the_example_at_the_top_level_is_valid_and_polite() -> None:
    config = load(Path(__file__).parents[1] / "config.toml")
    assert [site.name for site in config.sites] == ["medlineplus", "cdc", "niddk", "nhs"]
    assert all(config.delay(site) >= 2 for site in config.sites)
    assert all(site.revisit.min >= 86_400 for site in config.sites)


def test_what_is_not_said_has_the_documented_default(tmp_path: Path) -> None:
    config = read(tmp_path, CRAWLER + SITE)
    crawler, site = config.crawler, config.sites[0]
    assert (crawler.delay, crawler.concurrency, crawler.max_body) == (1.0, 32, 10_000_000)
    assert (crawler.failure_limit, crawler.noarchive, crawler.proxy) == (0.2, "metadata-only", None)
    assert (site.max_pages, site.timezone, site.schedule, site.render) == (10_000, "UTC", None, False)
    assert (site.revisit.min, site.revisit.max) == (86_400, 90 * 86_400)
    assert (site.allow, site.deny, site.sitemaps, site.feeds) == ((), (), (), ())
    assert config.delay(site) == 1.0


def test_the_archive_stands_relative_to_the_configuration(tmp_path: Path) -> None:
    assert read(tmp_path, CRAWLER).archive_path == tmp_path / "archive.db"
    text = CRAWLER + '[archive]\npath = "data/health.db"\n'
    assert read(tmp_path, text).archive_path == tmp_path / "data" / "health.db"
    assert archive_path(tmp_path / "config.toml") == tmp_path / "data" / "health.db"


def test_the_archive_path_needs_no_valid_crawler_section(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[archive]\npath = "a.db"\n[crawler]\n')
    assert archive_path(file) == tmp_path / "a.db"


def test_without_a_configuration_the_archive_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert archive_path() == Path("archive.db")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2", 2.0),
        ("0.5", 0.5),
        ('"1 day"', 86_400),
        ('"36 hours"', 129_600),
        ('"2 weeks"', 1_209_600),
        ("0", 0),
    ],
)
def test_durations_are_seconds_or_words(tmp_path: Path, written: str, seconds: float) -> None:
    assert read(tmp_path, f"{CRAWLER}delay = {written}\n").crawler.delay == seconds


@pytest.mark.parametrize(
    ("written", "size"),
    [("5000", 5000), ('"10 MB"', 10_000_000), ('"1.5 MiB"', 1_572_864), ('"512 kB"', 512_000)],
)
def test_sizes_are_bytes_or_words(tmp_path: Path, written: str, size: int) -> None:
    assert read(tmp_path, f"{CRAWLER}max_body = {written}\n").crawler.max_body == size


def test_a_sites_delay_wins_over_the_crawlers(tmp_path: Path) -> None:
    config = read(tmp_path, f"{CRAWLER}delay = 5\n{SITE}delay = 2\n")
    assert config.delay(config.sites[0]) == 2


def test_a_site_may_have_several_start_urls_and_rules_of_its_own(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        CRAWLER + '[[site]]\nname = "a"\nstart_urls = ["https://a.example.org", "https://b.example.org/x"]\n'
        'allow_networks = ["10.1.2.3/8"]\n[site.rules]\ntitle = "h1.big"\n',
    )
    site = config.sites[0]
    assert site.start_urls == ("https://a.example.org/", "https://b.example.org/x")
    assert site.allow_networks == ("10.0.0.0/8",)
    assert site.rules == {"title": "h1.big"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[crawler]\n", "[crawler] contact: is missing; write for example contact ="),
        ("", "[crawler] contact: is missing"),
        ('[crawler]\ncontact = ""\n', "is no contact"),
        ('[crawler]\ncontact = "me@example.org"\n', 'write "mailto:me@example.org"'),
        ('[crawler]\ncontact = "mailto:me@example.org\\nX: y"\n', "is no contact"),
        (CRAWLER + "dellay = 1\n", '[crawler] dellay: unknown key; did you mean "delay"?'),
        (CRAWLER + "zebra = 1\n", "known ones: contact, delay"),
        (CRAWLER + 'delay = "1 moon"\n', "[crawler] delay: '1 moon' is no duration; write seconds"),
        (CRAWLER + "delay = -1\n", "is no duration; it must be zero or more"),
        (CRAWLER + "delay = nan\n", "is no duration"),
        (CRAWLER + "delay = true\n", "is no duration"),
        (CRAWLER + "concurrency = 0\n", "[crawler] concurrency: expected a whole number >= 1"),
        (CRAWLER + 'concurrency = "8"\n', "concurrency: expected a whole number, got text in quotes"),
        (CRAWLER + 'max_body = "10 MX"\n', "is no size; write bytes"),
        (CRAWLER + "max_body = 0\n", "more than zero"),
        (CRAWLER + "failure_limit = 2\n", "failure_limit: expected a number <= 1"),
        (CRAWLER + 'noarchive = "keep"\n', "noarchive: 'keep' is none of its values; write one of "),
        (CRAWLER + 'proxy = "proxy:3128"\n', "[crawler] proxy"),
        ("crawler = 3\n", "[crawler]: expected a table"),
        (CRAWLER + "[archives]\n", 'archives: unknown key; did you mean "archive"?'),
        (CRAWLER + "[archive]\npath = 3\n", "[archive] path: expected text in quotes"),
        (CRAWLER + '[site]\nname = "a"\n', "write [[site]], in double brackets"),
        (CRAWLER + '[[site]]\nname = "a"\n', '[[site]] "a" start_urls: is missing; write for example'),
        (CRAWLER + '[[site]]\nstart_urls = ["https://a.example/"]\n', "[[site]] number 1 name: is missing"),
        (
            CRAWLER + '[[site]]\nname = "a"\nstart_urls = []\n',
            "start_urls: expected a list in [ ] of length >= 1",
        ),
        (CRAWLER + '[[site]]\nname = "a"\nstart_urls = "https://a.example/"\n', "expected a list in [ ]"),
        (
            CRAWLER + '[[site]]\nname = "a"\nstart_urls = ["a.example.org/x"]\n',
            "start_urls[0]: 'a.example.org/x' is not an absolute URL such as https://example.org/page; "
            'did you mean "https://a.example.org/x"?',
        ),
        (
            CRAWLER + '[[site]]\nname = "a"\nstart_urls = ["ftp://a.example.org/"]\n',
            "not an http or https URL",
        ),
        (CRAWLER + SITE + SITE, '[[site]] "a": another site has this name'),
        (CRAWLER + SITE + 'alow = ["/x"]\n', '[[site]] "a" alow: unknown key; did you mean "allow"?'),
        (CRAWLER + SITE + 'allow = ["re:("]\n', "allow[0]: 're:(' is no regular expression"),
        (
            CRAWLER + SITE + 'deny = ["shop/*"]\n',
            "deny[0]: 'shop/*' can match no path; a glob begins with \"/\"",
        ),
        (CRAWLER + SITE + "max_pages = 1.5\n", "max_pages: expected a whole number, got a number"),
        (
            CRAWLER + SITE + 'schedule = "daily"\n',
            "schedule: 'daily' is no schedule; write five fields of cron",
        ),
        (CRAWLER + SITE + 'timezone = "Europe/Berln"\n', 'did you mean "Europe/Berlin"?'),
        (CRAWLER + SITE + 'revisit = { mn = "1 day" }\n', '"a" revisit mn: unknown key; did you mean "min"?'),
        (
            CRAWLER + SITE + 'revisit = { min = "9 days", max = "2 days" }\n',
            "revisit: min is longer than max",
        ),
        (CRAWLER + SITE + 'allow_networks = ["10.0.0/8"]\n', "is no network; write one such as"),
        (CRAWLER + SITE + 'render = "yes"\n', "render: expected true or false, got text in quotes"),
        ("[crawler\n", "is no valid TOML"),
    ],
)
def test_a_wrong_configuration_is_told_file_key_and_what_to_write(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert expected in refusal(tmp_path, text)


def test_all_problems_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    message = refusal(
        tmp_path, '[crawler]\ndelya = 1\n[[site]]\nname = "a"\nstart_urls = ["x"]\nmaxpages = 3\n'
    )
    assert [line.split(": ")[1] for line in message.splitlines()] == [
        "[crawler] delya",
        "[crawler] contact",
        '[[site]] "a" maxpages',
        '[[site]] "a" start_urls[0]',
    ]


def test_a_missing_file_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file; name one with --config"):
        load(tmp_path / "nothing.toml")


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="cannot be read as UTF-8"):
        load(file)


def test_sites_are_picked_by_name_with_a_hint_for_a_wrong_one(tmp_path: Path) -> None:
    config = read(tmp_path, CRAWLER + SITE + SITE.replace('"a"', '"bravo"'))
    assert [site.name for site in config.named(())] == ["a", "bravo"]
    assert [site.name for site in config.named(("bravo", "bravo"))] == ["bravo"]
    with pytest.raises(BadInput, match='has no site "brvo"; did you mean "bravo"'):
        config.named(("brvo",))
