"""The main job on a small bundled site, served on loopback and crawled as any site would be."""
