-- One table of the same shape for each kind of document; times are Unix milliseconds.

CREATE TABLE doc_incident (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_incident_state ON doc_incident (state, at_ms);
CREATE INDEX doc_incident_key ON doc_incident (key, at_ms);
CREATE INDEX doc_incident_at ON doc_incident (at_ms);

CREATE TABLE doc_correlation (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_correlation_state ON doc_correlation (state, at_ms);
CREATE INDEX doc_correlation_key ON doc_correlation (key, at_ms);
CREATE INDEX doc_correlation_at ON doc_correlation (at_ms);

CREATE TABLE doc_run (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_run_state ON doc_run (state, at_ms);
CREATE INDEX doc_run_key ON doc_run (key, at_ms);
CREATE INDEX doc_run_at ON doc_run (at_ms);

CREATE TABLE doc_trust (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_trust_state ON doc_trust (state, at_ms);
CREATE INDEX doc_trust_key ON doc_trust (key, at_ms);
CREATE INDEX doc_trust_at ON doc_trust (at_ms);

CREATE TABLE doc_problem (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_problem_state ON doc_problem (state, at_ms);
CREATE INDEX doc_problem_key ON doc_problem (key, at_ms);
CREATE INDEX doc_problem_at ON doc_problem (at_ms);

CREATE TABLE doc_setting (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_setting_state ON doc_setting (state, at_ms);
CREATE INDEX doc_setting_key ON doc_setting (key, at_ms);
CREATE INDEX doc_setting_at ON doc_setting (at_ms);

CREATE TABLE doc_notification (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_notification_state ON doc_notification (state, at_ms);
CREATE INDEX doc_notification_key ON doc_notification (key, at_ms);
CREATE INDEX doc_notification_at ON doc_notification (at_ms);

CREATE TABLE doc_service (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_service_state ON doc_service (state, at_ms);
CREATE INDEX doc_service_key ON doc_service (key, at_ms);
CREATE INDEX doc_service_at ON doc_service (at_ms);

CREATE TABLE doc_entity (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_entity_state ON doc_entity (state, at_ms);
CREATE INDEX doc_entity_key ON doc_entity (key, at_ms);
CREATE INDEX doc_entity_at ON doc_entity (at_ms);

CREATE TABLE doc_edge (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_edge_state ON doc_edge (state, at_ms);
CREATE INDEX doc_edge_key ON doc_edge (key, at_ms);
CREATE INDEX doc_edge_at ON doc_edge (at_ms);

CREATE TABLE doc_forecast (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_forecast_state ON doc_forecast (state, at_ms);
CREATE INDEX doc_forecast_key ON doc_forecast (key, at_ms);
CREATE INDEX doc_forecast_at ON doc_forecast (at_ms);

CREATE TABLE doc_runbook (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_runbook_state ON doc_runbook (state, at_ms);
CREATE INDEX doc_runbook_key ON doc_runbook (key, at_ms);
CREATE INDEX doc_runbook_at ON doc_runbook (at_ms);

CREATE TABLE doc_feedback (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, key TEXT NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX doc_feedback_state ON doc_feedback (state, at_ms);
CREATE INDEX doc_feedback_key ON doc_feedback (key, at_ms);
CREATE INDEX doc_feedback_at ON doc_feedback (at_ms);

CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, stream TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL, dedup_key TEXT UNIQUE, trace_parent TEXT);
CREATE INDEX events_stream ON events (stream, id);
CREATE INDEX events_at ON events (at_ms);

CREATE TABLE cursors (consumer TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL, at_ms INTEGER NOT NULL);

-- A released lease keeps its row, so that its token never falls.
CREATE TABLE leases (name TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, token INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, term_ms INTEGER NOT NULL);

CREATE TABLE sequences (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL);

CREATE TABLE audit (number INTEGER NOT NULL PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
