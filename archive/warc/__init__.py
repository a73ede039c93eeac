"""Captures as WARC 1.1 files: append, revisit, read, mend a torn tail.

>>> from archive.warc import WarcWriter, read_record
"""

from archive.warc.reader import Record, iter_records, read_record
from archive.warc.record import RevisitOf, Stored
from archive.warc.tail import mend_tail
from archive.warc.writer import WarcWriter

__all__ = ["Record", "RevisitOf", "Stored", "WarcWriter", "iter_records", "mend_tail", "read_record"]
