-- One table of the same shape for each kind of document; times are Unix milliseconds.

CREATE TABLE doc_incident (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_incident_state ON doc_incident (state, at_ms);
CREATE INDEX doc_incident_key ON doc_incident (key, at_ms);
CREATE INDEX doc_incident_at ON doc_incident (at_ms);

CREATE TABLE doc_correlation (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_correlation_state ON doc_correlation (state, at_ms);
CREATE INDEX doc_correlation_key ON doc_correlation (key, at_ms);
CREATE INDEX doc_correlation_at ON doc_correlation (at_ms);

CREATE TABLE doc_run (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_run_state ON doc_run (state, at_ms);
CREATE INDEX doc_run_key ON doc_run (key, at_ms);
CREATE INDEX doc_run_at ON doc_run (at_ms);

CREATE TABLE doc_trust (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_trust_state ON doc_trust (state, at_ms);
CREATE INDEX doc_trust_key ON doc_trust (key, at_ms);
CREATE INDEX doc_trust_at ON doc_trust (at_ms);

CREATE TABLE doc_problem (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_problem_state ON doc_problem (state, at_ms);
CREATE INDEX doc_problem_key ON doc_problem (key, at_ms);
CREATE INDEX doc_problem_at ON doc_problem (at_ms);

CREATE TABLE doc_setting (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_setting_state ON doc_setting (state, at_ms);
CREATE INDEX doc_setting_key ON doc_setting (key, at_ms);
CREATE INDEX doc_setting_at ON doc_setting (at_ms);

CREATE TABLE doc_notification (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_notification_state ON doc_notification (state, at_ms);
CREATE INDEX doc_notification_key ON doc_notification (key, at_ms);
CREATE INDEX doc_notification_at ON doc_notification (at_ms);

CREATE TABLE doc_service (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_service_state ON doc_service (state, at_ms);
CREATE INDEX doc_service_key ON doc_service (key, at_ms);
CREATE INDEX doc_service_at ON doc_service (at_ms);

CREATE TABLE doc_entity (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_entity_state ON doc_entity (state, at_ms);
CREATE INDEX doc_entity_key ON doc_entity (key, at_ms);
CREATE INDEX doc_entity_at ON doc_entity (at_ms);

CREATE TABLE doc_edge (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_edge_state ON doc_edge (state, at_ms);
CREATE INDEX doc_edge_key ON doc_edge (key, at_ms);
CREATE INDEX doc_edge_at ON doc_edge (at_ms);

CREATE TABLE doc_forecast (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_forecast_state ON doc_forecast (state, at_ms);
CREATE INDEX doc_forecast_key ON doc_forecast (key, at_ms);
CREATE INDEX doc_forecast_at ON doc_forecast (at_ms);

CREATE TABLE doc_runbook (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_runbook_state ON doc_runbook (state, at_ms);
CREATE INDEX doc_runbook_key ON doc_runbook (key, at_ms);
CREATE INDEX doc_runbook_at ON doc_runbook (at_ms);

CREATE TABLE doc_feedback (id text NOT NULL PRIMARY KEY, version bigint NOT NULL, state text NOT NULL, key text NOT NULL, at_ms bigint NOT NULL, body text NOT NULL);
CREATE INDEX doc_feedback_state ON doc_feedback (state, at_ms);
CREATE INDEX doc_feedback_key ON doc_feedback (key, at_ms);
CREATE INDEX doc_feedback_at ON doc_feedback (at_ms);

CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at_ms bigint NOT NULL, stream text NOT NULL, type text NOT NULL, payload text NOT NULL, dedup_key text UNIQUE, trace_parent text);
CREATE INDEX events_stream ON events (stream, id);
CREATE INDEX events_at ON events (at_ms);

CREATE TABLE cursors (consumer text NOT NULL PRIMARY KEY, position bigint NOT NULL, at_ms bigint NOT NULL);

-- A released lease keeps its row, so that its token never falls.
CREATE TABLE leases (name text NOT NULL PRIMARY KEY, owner text NOT NULL, token bigint NOT NULL, expires_at_ms bigint NOT NULL, term_ms bigint NOT NULL);

CREATE TABLE sequences (name text NOT NULL PRIMARY KEY, value bigint NOT NULL);

CREATE TABLE audit (number bigint NOT NULL PRIMARY KEY, at_ms bigint NOT NULL, actor text NOT NULL, action text NOT NULL, subject text NOT NULL, detail text NOT NULL, previous_hash text NOT NULL, hash text NOT NULL);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
