-- The archive's first schema, of release 0.1.0. Until that is out a change here is followed by
-- `python tests/released/make.py 0.1.0`; from then on this file never changes, and changes are migrations.
--
-- Conventions that sqlite-utils, Datasette and the sqlite3 shell understand without
-- settings: plural snake_case tables; integer primary key "id"; foreign keys "<thing>_id"; times are TEXT, UTC,
-- ISO 8601 with "T" and "Z"; label columns are called "name" or "title".

CREATE TABLE sites(
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL UNIQUE,          -- host[:port unless default], lower case
  name TEXT,
  language TEXT,
  lastmod_with_text INTEGER NOT NULL DEFAULT 0,   -- how often a page's stated date of change moved with its text
  lastmod_without_text INTEGER NOT NULL DEFAULT 0 -- and how often without
) STRICT;

CREATE TABLE site_profiles(           -- text blocks that a site's pages share; a record names the one that it was read with
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  number INTEGER NOT NULL,
  learned_at TEXT NOT NULL,
  pages INTEGER NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  UNIQUE(site_id, number)
) STRICT;

CREATE TABLE hosts(                   -- when a host may be asked again, and what its robots.txt said
  host TEXT PRIMARY KEY,
  not_before TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  robots_checked_at TEXT,
  robots_status TEXT,
  robots_body TEXT,
  rights_checked_at TEXT              -- when its statements about rights were last asked for
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds(                   -- what a host's start pages name as its feeds
  host TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY(host, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  command TEXT NOT NULL,
  version TEXT NOT NULL,
  settings TEXT CHECK (settings IS NULL OR json_valid(settings)),
  uid TEXT NOT NULL UNIQUE,
  exit_code INTEGER,
  fetched INTEGER, added INTEGER, changed INTEGER, unchanged INTEGER, redirected INTEGER, gone INTEGER,
  excluded INTEGER, needs_js INTEGER, failed INTEGER, not_due INTEGER, not_reached INTEGER
) STRICT;

CREATE TABLE pages(
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  url TEXT NOT NULL,                  -- as first found, and as requested
  url_key TEXT NOT NULL UNIQUE,       -- normalised: one row a page
  kind TEXT CHECK (kind IN ('article', 'listing', 'other')),
  status TEXT NOT NULL DEFAULT 'new', -- new live redirect gone soft_gone excluded needs_js failed purged
  redirect_page_id INTEGER REFERENCES pages(id),
  canonical_page_id INTEGER REFERENCES pages(id),
  source TEXT NOT NULL DEFAULT 'link', -- where it was first found: start request sitemap feed link redirect import
  depth INTEGER NOT NULL DEFAULT 0,    -- links from a start URL
  pattern TEXT,                        -- the shape of its address, for budgets
  excluded_by TEXT,                    -- the rule, where one decided
  lastmod TEXT,                        -- what the sitemap says of it
  lastmod_visited TEXT,                -- and said when it was last visited
  first_seen_at TEXT NOT NULL,
  checked_at TEXT,
  next_check_at TEXT,
  queued_run INTEGER REFERENCES runs(id), -- the run in which it waits to be visited; NULL when nothing is to do
  rank INTEGER NOT NULL DEFAULT 0,     -- its place in its site's queue
  attempts_json TEXT CHECK (attempts_json IS NULL OR json_valid(attempts_json)) -- tries of a visit put off
) STRICT;
CREATE INDEX pages_site ON pages(site_id, status);
CREATE INDEX pages_queue ON pages(site_id, rank, id) WHERE queued_run IS NOT NULL;
CREATE INDEX pages_due ON pages(next_check_at) WHERE next_check_at IS NOT NULL;

CREATE TABLE url_patterns(            -- what the addresses of one shape have cost and brought: a budget against traps
  site_id INTEGER NOT NULL REFERENCES sites(id),
  pattern TEXT NOT NULL,
  fruitless INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(site_id, pattern)
) STRICT, WITHOUT ROWID;

CREATE TABLE captures(
  id INTEGER PRIMARY KEY,
  page_id INTEGER REFERENCES pages(id),
  url TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('response', 'revisit', 'resource', 'conversion', 'metadata')),
  record_id TEXT NOT NULL UNIQUE,
  captured_at TEXT NOT NULL,
  warc_file TEXT NOT NULL,
  warc_offset INTEGER NOT NULL,
  warc_length INTEGER NOT NULL,
  payload_digest TEXT NOT NULL,       -- sha256:… of the decoded body
  UNIQUE(warc_file, warc_offset)
) STRICT;
CREATE INDEX captures_digest ON captures(payload_digest);
CREATE INDEX captures_page ON captures(page_id, captured_at);

CREATE TABLE fetches(
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES runs(id),
  page_id INTEGER NOT NULL REFERENCES pages(id),
  fetched_at TEXT NOT NULL,
  status_code INTEGER,
  outcome TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 1,
  attempts_json TEXT CHECK (attempts_json IS NULL OR json_valid(attempts_json)),
  content_type TEXT,
  bytes INTEGER,
  elapsed_ms INTEGER,
  etag TEXT,
  last_modified TEXT,
  error TEXT,
  capture_id INTEGER REFERENCES captures(id)
) STRICT;
CREATE INDEX fetches_page ON fetches(page_id, fetched_at);
CREATE INDEX fetches_run ON fetches(run_id, outcome);

CREATE TABLE articles(
  id INTEGER PRIMARY KEY REFERENCES pages(id),
  url TEXT NOT NULL UNIQUE,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  canonical_url TEXT,
  title TEXT,
  summary TEXT,
  body TEXT,                          -- NULL where missing; a metadata-only page has no body
  body_html TEXT,
  language TEXT,
  site_name TEXT,
  section TEXT,
  word_count INTEGER,
  published_at TEXT,                  -- the page's own dates, as precise as it states them
  modified_at TEXT,
  reviewed_at TEXT,
  image_url TEXT,
  authors TEXT,                       -- names joined by '; ', for reading; article_people is the truth
  reviewers TEXT,
  kind TEXT NOT NULL DEFAULT 'article',
  tags_json TEXT,
  protections_json TEXT,
  rights_json TEXT,                   -- what its own page states; rights_signals has the history
  evidence_json TEXT,
  confidence REAL,
  content_digest TEXT NOT NULL,
  archived_at TEXT NOT NULL,
  extractor TEXT NOT NULL,            -- the release that read it, and the site profile it used
  profile TEXT
) STRICT;
CREATE INDEX articles_site ON articles(site_id, published_at);
CREATE INDEX articles_canonical ON articles(canonical_url) WHERE canonical_url IS NOT NULL;

CREATE TABLE article_versions(
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  seq INTEGER NOT NULL,
  capture_id INTEGER REFERENCES captures(id),
  seen_from TEXT NOT NULL,            -- first and last visit that confirmed this content
  seen_until TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  title TEXT,
  body_size INTEGER NOT NULL,
  extractor TEXT NOT NULL,
  profile TEXT,
  fields TEXT CHECK (fields IS NULL OR json_valid(fields)),  -- what the next version changed; NULL for the newest
  UNIQUE(article_id, seq)
) STRICT;

CREATE TABLE version_sightings(       -- every visit that found an article, and in which version
  article_id INTEGER NOT NULL REFERENCES articles(id),
  seen_at TEXT NOT NULL,
  version_id INTEGER NOT NULL REFERENCES article_versions(id),
  PRIMARY KEY(article_id, seen_at, version_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_fingerprints(    -- SimHash of the text, for near-duplicates; NULL where it is too short
  article_id INTEGER PRIMARY KEY REFERENCES articles(id),
  content_digest TEXT NOT NULL,       -- of which text
  fingerprint INTEGER,
  band0 INTEGER, band1 INTEGER, band2 INTEGER, band3 INTEGER, band4 INTEGER
) STRICT;
CREATE INDEX article_fingerprints_band0 ON article_fingerprints(band0);
CREATE INDEX article_fingerprints_band1 ON article_fingerprints(band1);
CREATE INDEX article_fingerprints_band2 ON article_fingerprints(band2);
CREATE INDEX article_fingerprints_band3 ON article_fingerprints(band3);
CREATE INDEX article_fingerprints_band4 ON article_fingerprints(band4);

CREATE TABLE people(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT,
  credentials TEXT NOT NULL DEFAULT '',
  site_id INTEGER REFERENCES sites(id),
  UNIQUE(site_id, name, credentials)
) STRICT;

CREATE TABLE article_people(
  article_id INTEGER NOT NULL REFERENCES articles(id),
  person_id INTEGER NOT NULL REFERENCES people(id),
  role TEXT NOT NULL CHECK (role IN ('author', 'reviewer', 'editor', 'contributor')),
  display TEXT,
  url TEXT,
  position INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(article_id, role, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_people_person ON article_people(person_id, role);

CREATE TABLE breadcrumbs(
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  url TEXT,
  PRIMARY KEY(article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX breadcrumbs_name ON breadcrumbs(name);

CREATE TABLE sidebar_items(
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  section TEXT,
  title TEXT,
  text TEXT,
  url TEXT,
  PRIMARY KEY(article_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_links(
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  area TEXT NOT NULL CHECK (area IN ('body', 'navigation', 'footer')),
  heading TEXT,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL
) STRICT;
CREATE INDEX article_links_article ON article_links(article_id, area, position);

CREATE TABLE citations(
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  url TEXT,
  doi TEXT,
  pmid TEXT,
  pmcid TEXT,
  nct TEXT
) STRICT;
CREATE INDEX citations_article ON citations(article_id, position);
CREATE INDEX citations_doi ON citations(doi) WHERE doi IS NOT NULL;

CREATE TABLE rights_signals(
  id INTEGER PRIMARY KEY,
  site_id INTEGER REFERENCES sites(id),
  page_id INTEGER REFERENCES pages(id),
  fetch_id INTEGER REFERENCES fetches(id),
  source TEXT NOT NULL,
  value TEXT NOT NULL,
  observed_at TEXT NOT NULL
) STRICT;
CREATE INDEX rights_signals_page ON rights_signals(page_id, observed_at);

CREATE TABLE tombstones(              -- purged pages: never fetched, imported or merged again
  url_key TEXT PRIMARY KEY,
  content_digest TEXT,
  reason TEXT NOT NULL,
  purged_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- content="articles" in double quotes: the form that both sqlite-utils and Datasette detect
CREATE VIRTUAL TABLE articles_fts USING fts5(title, summary, body, url UNINDEXED, published_at UNINDEXED,
  content="articles", content_rowid="id", tokenize="porter unicode61 remove_diacritics 2");
-- kept in the file: every client's ORDER BY rank is weighted
INSERT INTO articles_fts(articles_fts, rank) VALUES('rank', 'bm25(4.0, 2.0, 1.0)');
-- titles once more, alone: bm25 per field and summed beats any column weights. Contentless: a few bytes a row.
CREATE VIRTUAL TABLE article_titles_fts USING fts5(title, content="", tokenize="porter unicode61 remove_diacritics 2");

-- Few merges of large pieces cost a writer half of what many merges of small ones do.
INSERT INTO articles_fts(articles_fts, rank) VALUES('automerge', 16), ('crisismerge', 32);
INSERT INTO article_titles_fts(article_titles_fts, rank) VALUES('automerge', 16), ('crisismerge', 32);

-- A trigger costs FTS5 a flush a row. A writer that adds many articles puts their ids here first, and indexes them
-- in one statement before it commits; to every other connection this table is empty.
CREATE TABLE articles_to_index(id INTEGER PRIMARY KEY) STRICT;

-- INSERT OR REPLACE removes the old row without a DELETE trigger: what was indexed of it is set aside before the
-- insert and taken out of the index after it. The first statement clears what an ignored insert left behind.
CREATE TABLE replaced_articles(id INTEGER PRIMARY KEY, title TEXT, summary TEXT, body TEXT) STRICT;
CREATE TRIGGER articles_bi BEFORE INSERT ON articles WHEN new.id NOT IN (SELECT id FROM articles_to_index) BEGIN
  DELETE FROM replaced_articles;
  INSERT INTO replaced_articles SELECT id, title, summary, body FROM articles WHERE id = new.id OR url = new.url;
END;
CREATE TRIGGER articles_ai AFTER INSERT ON articles WHEN new.id NOT IN (SELECT id FROM articles_to_index) BEGIN
  INSERT INTO articles_fts(articles_fts, rowid, title, summary, body)
    SELECT 'delete', id, title, summary, body FROM replaced_articles;
  INSERT INTO article_titles_fts(article_titles_fts, rowid, title)
    SELECT 'delete', id, title FROM replaced_articles;
  DELETE FROM replaced_articles;
  INSERT INTO articles_fts(rowid, title, summary, body) VALUES(new.id, new.title, new.summary, new.body);
  INSERT INTO article_titles_fts(rowid, title) VALUES(new.id, new.title);
END;
-- With PRAGMA recursive_triggers a replaced row does come here: then it is out of the index already.
CREATE TRIGGER articles_ad AFTER DELETE ON articles WHEN old.id NOT IN (SELECT id FROM articles_to_index) BEGIN
  DELETE FROM replaced_articles WHERE id = old.id;
  INSERT INTO articles_fts(articles_fts, rowid, title, summary, body)
    VALUES('delete', old.id, old.title, old.summary, old.body);
  INSERT INTO article_titles_fts(article_titles_fts, rowid, title) VALUES('delete', old.id, old.title);
END;
-- Only what changes the text is indexed anew: "UPDATE OF" alone also fires when a column is set to what it was.
CREATE TRIGGER articles_au AFTER UPDATE OF id, title, summary, body ON articles
  WHEN (old.id IS NOT new.id OR old.title IS NOT new.title OR old.summary IS NOT new.summary
    OR old.body IS NOT new.body) AND old.id NOT IN (SELECT id FROM articles_to_index)
BEGIN
  INSERT INTO articles_fts(articles_fts, rowid, title, summary, body)
    VALUES('delete', old.id, old.title, old.summary, old.body);
  INSERT INTO article_titles_fts(article_titles_fts, rowid, title) VALUES('delete', old.id, old.title);
  INSERT INTO articles_fts(rowid, title, summary, body) VALUES(new.id, new.title, new.summary, new.body);
  INSERT INTO article_titles_fts(rowid, title) VALUES(new.id, new.title);
END;

CREATE VIEW latest_articles AS
  SELECT a.id, s.host AS site, a.title, a.authors, a.reviewers, a.published_at, a.modified_at, a.reviewed_at,
         a.word_count, a.url
  FROM articles a JOIN sites s ON s.id = a.site_id ORDER BY a.published_at DESC;
CREATE VIEW article_history AS
  SELECT v.article_id, a.url, v.seq, v.seen_from, v.seen_until, v.title, v.body_size, c.warc_file, c.warc_offset
  FROM article_versions v JOIN articles a ON a.id = v.article_id LEFT JOIN captures c ON c.id = v.capture_id
  ORDER BY v.article_id, v.seq;
-- A version's text in any client: walk back from the newest. A field that a version does not name is as in the
-- next version; [start, length] stands for that much of the next version's text, a string for the version's own.
CREATE VIEW version_texts AS
  SELECT v.id AS version_id, v.article_id, a.url, v.seq, v.seen_from, v.seen_until, v.title, (
    WITH RECURSIVE past(seq, body) AS (
      SELECT (SELECT max(seq) FROM article_versions WHERE article_id = v.article_id), a.body
      UNION ALL
      SELECT older.seq, CASE json_type(older.fields, '$.body')
          WHEN 'array' THEN (
            SELECT coalesce(group_concat(text, ''), '') FROM (
              SELECT CASE piece.type
                  WHEN 'array' THEN substr(past.body, (piece.value ->> 0) + 1, piece.value ->> 1)
                  ELSE piece.value END AS text
              FROM json_each(older.fields, '$.body') piece ORDER BY piece.key))
          WHEN 'null' THEN NULL
          ELSE past.body END
      FROM past JOIN article_versions older ON older.article_id = v.article_id AND older.seq = past.seq - 1
      WHERE past.seq > v.seq)
    SELECT body FROM past WHERE seq = v.seq) AS body
  FROM article_versions v JOIN articles a ON a.id = v.article_id;
CREATE VIEW article_credits AS
  SELECT a.url, a.title, ap.role, p.name, p.credentials
  FROM article_people ap JOIN articles a ON a.id = ap.article_id JOIN people p ON p.id = ap.person_id
  ORDER BY a.id, ap.role, ap.position;
CREATE VIEW site_summary AS
  SELECT s.host, count(a.id) AS articles, min(a.published_at) AS oldest, max(a.published_at) AS newest,
         sum(a.word_count) AS words
  FROM sites s LEFT JOIN articles a ON a.site_id = s.id GROUP BY s.id;
CREATE VIEW reviewed_articles AS      -- who reviewed what, and when: a row an article and reviewer
  SELECT s.host AS site, a.title, p.name AS reviewer, p.credentials, a.reviewed_at, a.url
  FROM article_people ap JOIN articles a ON a.id = ap.article_id JOIN people p ON p.id = ap.person_id
  JOIN sites s ON s.id = a.site_id WHERE ap.role = 'reviewer' ORDER BY a.reviewed_at DESC, a.title;
CREATE VIEW section_tree AS           -- each breadcrumb trail with the number of articles under it
  WITH RECURSIVE trails(article_id, position, path) AS (
    SELECT article_id, position, name FROM breadcrumbs WHERE position = 0
    UNION ALL
    SELECT b.article_id, b.position, trails.path || ' > ' || b.name
    FROM trails JOIN breadcrumbs b ON b.article_id = trails.article_id AND b.position = trails.position + 1)
  SELECT s.host AS site, t.path, count(*) AS articles
  FROM trails t JOIN articles a ON a.id = t.article_id JOIN sites s ON s.id = a.site_id
  GROUP BY s.host, t.path ORDER BY s.host, t.path;
CREATE VIEW content_changes AS        -- every time an article said something new
  SELECT v.seen_from AS changed_at, s.host AS site, coalesce(v.title, a.title) AS title, v.seq AS version, a.url
  FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id
  ORDER BY v.seen_from DESC, a.url;
CREATE VIEW cited_sources AS          -- each reference of each article, with the address that it leads to
  SELECT a.title, c.position + 1 AS number, c.text AS reference, c.doi, c.pmid,
         coalesce(c.url, 'https://doi.org/' || c.doi, 'https://pubmed.ncbi.nlm.nih.gov/' || c.pmid || '/') AS link,
         a.url
  FROM citations c JOIN articles a ON a.id = c.article_id ORDER BY a.title, c.position;
