-- Figures that durable consumers keep.

CREATE TABLE doc_statistic (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_statistic_state ON doc_statistic (state, at_ms);
CREATE INDEX doc_statistic_key ON doc_statistic (key, at_ms);
CREATE INDEX doc_statistic_at ON doc_statistic (at_ms);
