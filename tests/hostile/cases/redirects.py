"""Redirects: to pages, in circles, to nowhere, and to where nobody may go."""

from __future__ import annotations

from hostile.script import GOOD, Flood, Stay, case, head, redirect, reply, turns

_INSIDE = [
    "http://localhost:9/",
    "http://127.0.0.1:9/",
    "http://127.1:9/",
    "http://0x7f000001:9/",
    "http://2130706433:9/",
    "http://0177.0.0.1:9/",
    "http://[::1]:9/",
    "http://[::ffff:127.0.0.1]:9/",
    "http://[::ffff:7f00:1]:9/",
    "http://[::127.0.0.1]:9/",
    "http://0.0.0.0:9/",
    "http://[::]:9/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.0.192/",
    "http://168.63.129.16/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://①②⑦.0.0.1:9/",
    "http://127。0。0。1:9/",
    "//127.0.0.1:9/",
    "http://user@127.0.0.1:9/",
    "http://rebound.example:9/",
    "http://half.example:9/",
    "http://mapped.example:9/",
    "http://127.0.0.1.:9/",
    "$INSIDE/",
]

CASES = [
    *[
        case(f"redirect_{status[:3]}", redirect("/good", status), Stay())
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")
    ],
    case("to_absolute", redirect("$BASE/good"), Stay()),
    case("to_relative", redirect("good?page=1#top"), Stay()),
    case("to_protocol_relative", redirect("//localhost:9/"), outcome="inside_address"),
    case("to_dot_segments", redirect("/a/../b/./../good"), Stay()),
    case("to_backslashes", redirect("\\good"), Stay()),
    case("to_spaces", redirect("  /good?q=dry skin  "), Stay()),
    case("to_utf_8", redirect("/good?q=Ekzem-Ursachen-für-Ältere".encode().decode("latin-1")), Stay()),
    case("to_latin_1", redirect("/good?q=für"), Stay()),
    case("with_a_body", reply(GOOD, "Location: /good", status="302 Found"), Stay()),
    case("with_an_endless_body", head("Location: /good", status="301 Moved"), Flood(b"a" * 8192)),
    case("with_a_cut_body", head("Location: /good", "Content-Length: 99", status="301 Moved"), requests=1),
    case("hop_that_fails_first", redirect("/good", "503 Busy"), outcome="http_503", requests=3),
    turns("hop_after_a_failure", (reply(status="503 Busy"), Stay()), (redirect("/good"), Stay())),
    case("to_itself", redirect("/to_itself"), Stay(), outcome="redirect_loop", requests=1),
    case("to_itself_with_fragment", redirect("#part"), Stay(), outcome="redirect_loop"),
    case("to_nothing", redirect(""), outcome="redirect_loop"),
    turns("ring", *[(redirect(f"/ring?{n % 3}"), Stay()) for n in range(1, 9)], outcome="redirect_loop"),
    turns("ten_hops", *[(redirect(f"/ten_hops?{n}"), Stay()) for n in range(10)], (reply(), Stay())),
    turns(
        "endless_hops",
        *[(redirect(f"/endless_hops?{n}"), Stay()) for n in range(20)],
        outcome="too_many_redirects",
        requests=11,
    ),
    case("no_location", head("Content-Length: 0", status="302 Found"), outcome="http_302"),
    case("multiple_choices", reply(GOOD, "Location: /good", status="300 Multiple"), outcome="http_300"),
    case("created", reply(GOOD, "Location: /other", status="201 Created")),
    case("location_of_a_page", reply(GOOD, "Location: /other")),
    *[
        case(f"to_{scheme}", redirect(target), outcome="bad_redirect", requests=1)
        for scheme, target in [
            ("javascript", "javascript:alert(1)"),
            ("data", "data:text/html,<p>x"),
            ("file", "file:///etc/passwd"),
            ("ftp", "ftp://ftp.example.org/"),
            ("mail", "mailto:a@example.org"),
            ("gopher", "gopher://127.0.0.1:70/_x"),
            ("blob", "blob:https://example.org/1"),
            ("no_host", "http://"),
            ("bad_port", "http://example.org:99999/"),
            ("bad_address", "http://[::1/"),
        ]
    ],
    *[
        case(
            f"inside_{number}",
            redirect(target.encode().decode("latin-1")),
            outcome="inside_address",
            requests=1,
        )
        for number, target in enumerate(_INSIDE)
    ],
    case("to_unknown_host", redirect("http://nowhere.example/"), outcome="dns_error"),
]
