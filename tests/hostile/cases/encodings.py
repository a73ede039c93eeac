"""Content-encodings: true, false, broken, and swollen."""

from __future__ import annotations

import gzip
import random
import zlib

import brotli
import zstandard

from hostile.script import GOOD, Case, case, chunked, head, reply

_NOISE = random.Random(5).randbytes(3_000)
_LONG = (
    b"<!DOCTYPE html><html><body>" + bytes(random.Random(6).choices(b"abcdefgh \n", k=250_000)) + b"</body>"
)
_ZIPPED = gzip.compress(GOOD)
_RAW = zlib.compressobj(9, zlib.DEFLATED, -15)
_BARE_DEFLATE = _RAW.compress(GOOD) + _RAW.flush()
_ZEROS = bytes(8_000_000)
_BOMB = gzip.compress(_ZEROS, 9)


def _row(name: str, encoding: str, body: bytes, outcome: str = "ok", **expected: object) -> Case:
    return case(name, reply(body, f"Content-Encoding: {encoding}"), outcome=outcome, **expected)


def _wide_window() -> bytes:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return stream.compress(_LONG) + stream.flush()


CASES = [
    _row("gzip", "gzip", _ZIPPED),
    _row("gzip_in_capitals", "GZIP", _ZIPPED),
    _row("gzip_by_its_old_name", "x-gzip", _ZIPPED),
    _row("gzip_of_nothing", "gzip", gzip.compress(b""), content=b""),
    _row("gzip_and_no_body", "gzip", b"", content=b""),
    _row("gzip_large", "gzip", gzip.compress(_LONG), content=_LONG),
    _row("gzip_in_members", "gzip", gzip.compress(GOOD[:40]) + gzip.compress(b"") + gzip.compress(GOOD[40:])),
    _row("gzip_padded", "gzip", _ZIPPED + bytes(64)),
    _row("gzip_and_garbage", "gzip", _ZIPPED + b"<!-- cached -->"),
    _row("gzip_cut", "gzip", _ZIPPED[:-40], "truncated"),
    _row("gzip_without_trailer", "gzip", _ZIPPED[:-8], "truncated", content=GOOD),
    _row("gzip_second_member_cut", "gzip", _ZIPPED + _ZIPPED[:30], "truncated"),
    _row("gzip_with_wrong_sum", "gzip", _ZIPPED[:-8] + bytes(8), "bad_encoding"),
    _row("gzip_with_a_wrong_byte", "gzip", gzip.compress(_LONG)[:5000] + _NOISE, "bad_encoding"),
    _row("gzip_is_plain", "gzip", GOOD),
    _row("gzip_is_noise", "gzip", _NOISE, "bad_encoding", requests=1),
    _row("gzip_is_brotli", "gzip", brotli.compress(_LONG, quality=3), "bad_encoding"),
    _row("gzip_is_zlib", "gzip", zlib.compress(_LONG), "bad_encoding"),
    _row("gzip_of_a_thousand_members", "gzip", gzip.compress(b"") * 1_500 + _ZIPPED, "bad_encoding"),
    case(
        "gzip_in_chunks",
        head("Transfer-Encoding: chunked", "Content-Encoding: gzip")
        + chunked(*[_ZIPPED[i : i + 7] for i in range(0, len(_ZIPPED), 7)]),
    ),
    case("gzip_until_close_cut", head("Content-Encoding: gzip") + _ZIPPED[:-30], outcome="truncated"),
    case("gzip_as_transfer_coding", head("Transfer-Encoding: gzip, chunked") + chunked(_ZIPPED)),
    _row("deflate", "deflate", zlib.compress(GOOD)),
    _row("deflate_bare", "deflate", _BARE_DEFLATE),
    _row("deflate_cut", "deflate", zlib.compress(GOOD)[:-20], "truncated"),
    _row("deflate_bare_cut", "deflate", _BARE_DEFLATE[:-20], "truncated"),
    _row("deflate_is_plain", "deflate", GOOD),
    _row("brotli", "br", brotli.compress(GOOD)),
    _row("brotli_large", "br", brotli.compress(_LONG, quality=3), content=_LONG),
    _row("brotli_cut", "br", brotli.compress(GOOD)[:-9], "truncated"),
    _row("brotli_is_plain", "br", GOOD),
    _row("brotli_is_gzip", "br", gzip.compress(_LONG), "bad_encoding"),
    _row("zstd", "zstd", zstandard.compress(GOOD)),
    _row("zstd_large", "zstd", zstandard.compress(_LONG), content=_LONG),
    _row("zstd_in_frames", "zstd", zstandard.compress(GOOD[:30]) + zstandard.compress(GOOD[30:])),
    _row("zstd_cut", "zstd", zstandard.compress(_LONG)[:-50], "truncated"),
    _row("zstd_is_plain", "zstd", GOOD),
    _row("zstd_with_a_wide_window", "zstd", _wide_window(), "bad_encoding"),
    _row("stack", "gzip, br", brotli.compress(_ZIPPED)),
    _row("stack_with_identity", "identity, gzip", _ZIPPED),
    case(
        "stack_in_two_fields",
        reply(brotli.compress(_ZIPPED), "Content-Encoding: gzip", "Content-Encoding: br"),
    ),
    _row("stack_of_nine", ", ".join(["gzip"] * 9), _ZIPPED, "bad_encoding"),
    _row(
        "twice_but_says_once", "gzip", gzip.compress(_ZIPPED), content=_ZIPPED, media_type="application/gzip"
    ),
    _row("once_but_says_twice", "gzip, gzip", _ZIPPED),
    _row("unknown_but_plain", "sdch", GOOD),
    _row("unknown", "compress", b"\x1f\x9d" + _NOISE, "bad_encoding"),
    _row("charset_as_encoding", "utf-8", GOOD),
    _row("no_name", "", GOOD),
    _row("larger_than_allowed", "gzip", gzip.compress(_LONG * 2), "too_large", content=(_LONG * 2)[:300_000]),
    _row("gzip_bomb", "gzip", _BOMB, "bomb"),
    _row("gzip_bomb_in_gzip", "gzip, gzip", gzip.compress(_BOMB), "bomb"),
    _row("brotli_bomb", "br", brotli.compress(_ZEROS, quality=1), "bomb"),
    _row("zstd_bomb", "zstd", zstandard.compress(_ZEROS), "bomb"),
    _row("deflate_bomb", "deflate", zlib.compress(_ZEROS), "bomb"),
]
