-- Figures that durable consumers keep.

CREATE TABLE doc_statistic (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_statistic_state ON doc_statistic (state, at_ms);
CREATE INDEX doc_statistic_key ON doc_statistic (key, at_ms);
CREATE INDEX doc_statistic_at ON doc_statistic (at_ms);
