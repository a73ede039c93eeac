"""Cookies as walls, as floods, and as secrets that belong to one host."""

from __future__ import annotations

from hostile.script import GOOD, Flood, Stay, case, redirect, reply, turns

CASES = [
    turns(
        "wall",
        (redirect("/wall", "302 Found", "Set-Cookie: seen=1; Path=/"), Stay()),
        (reply(), Stay()),
        requests=2,
    ),
    turns(
        "wall_of_two",
        (redirect("/wall_of_two", "302 Found", "Set-Cookie: a=1", "Set-Cookie: b=2"), Stay()),
        (redirect("/wall_of_two", "302 Found", "Set-Cookie: a=; Max-Age=0"), Stay()),
        (reply(), Stay()),
        requests=3,
    ),
    case(
        "wall_without_door",
        redirect("/wall_without_door", "302 Found", "Set-Cookie: seen=1"),
        Stay(),
        outcome="redirect_loop",
        requests=2,
    ),
    turns(
        "ever_new_cookies",
        *[(redirect("/ever_new_cookies", "302 Found", f"Set-Cookie: n={n}"), Stay()) for n in range(20)],
        outcome="too_many_redirects",
    ),
    case(
        "cookie_of_another_domain",
        redirect("/good", "302 Found", "Set-Cookie: a=1; Domain=example.org"),
        Stay(),
    ),
    case("cookie_is_rubbish", reply(GOOD, "Set-Cookie: \x01;;==; =x", "Set-Cookie:"), Stay()),
    case("cookie_is_huge", redirect("/good", "302 Found", "Set-Cookie: a=" + "b" * 9000), Stay()),
    case("many_cookies", redirect("/good", "302 Found", *[f"Set-Cookie: c{n}=1" for n in range(55)]), Stay()),
    case(
        "cookie_flood", b"HTTP/1.1 200 OK\r\n", Flood(b"Set-Cookie: a=b\r\n" * 100), outcome="head_too_large"
    ),
]
