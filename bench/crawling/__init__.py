"""What `bench/crawl.py` runs: a generated site, its server, the peers, the measuring of a process tree."""
