//! The tables, as the list of steps that made them what they are.
//!
//! `user_version` of the file counts the steps already taken. A step is never edited once it has
//! been released: a change of the tables is one more step at the end.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{self, LedgerResult};

/// Every step from the empty file on.
const STEPS: [&str; 13] = [
    r"
CREATE TABLE draws (
    id           TEXT PRIMARY KEY,
    purpose      TEXT NOT NULL,
    as_of        TEXT NOT NULL,
    snapshot     TEXT NOT NULL,
    plan         TEXT NOT NULL,
    plan_hash    TEXT NOT NULL,
    fraction     TEXT NOT NULL,
    beacon_spec  TEXT NOT NULL,
    planned_at   TEXT NOT NULL,
    commitment   TEXT,
    committed_on TEXT,
    beacon_value TEXT,
    seed         TEXT,
    revealed_on  TEXT,
    status       TEXT NOT NULL CHECK (status IN ('planned', 'committed', 'revealed', 'void'))
) STRICT;

CREATE TRIGGER draws_are_not_deleted BEFORE DELETE ON draws
BEGIN SELECT RAISE(ABORT, 'draws are kept'); END;

CREATE TRIGGER plans_do_not_change
BEFORE UPDATE OF id, purpose, as_of, snapshot, plan, plan_hash, fraction, beacon_spec, planned_at
ON draws
BEGIN SELECT RAISE(ABORT, 'a plan does not change'); END;

CREATE TRIGGER commitments_do_not_change BEFORE UPDATE ON draws
WHEN (OLD.commitment IS NOT NULL AND (NEW.commitment IS NOT OLD.commitment
                                      OR NEW.committed_on IS NOT OLD.committed_on))
  OR OLD.status IN ('revealed', 'void')
BEGIN SELECT RAISE(ABORT, 'what was committed to or revealed does not change'); END;

CREATE TABLE drawn_cases (
    draw_id       TEXT NOT NULL REFERENCES draws (id),
    household_key TEXT NOT NULL,
    town_code     TEXT NOT NULL,
    stratum       TEXT NOT NULL,
    class         TEXT NOT NULL CHECK (class IN ('R', 'C')),
    position      INTEGER NOT NULL,
    chosen        TEXT NOT NULL CHECK (chosen IN ('sample', 'certainty', 'reserve')),
    PRIMARY KEY (draw_id, household_key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER drawn_cases_do_not_change BEFORE UPDATE ON drawn_cases
BEGIN SELECT RAISE(ABORT, 'drawn cases are only added'); END;
CREATE TRIGGER drawn_cases_are_not_deleted BEFORE DELETE ON drawn_cases
BEGIN SELECT RAISE(ABORT, 'drawn cases are only added'); END;

CREATE TABLE visits (
    id            INTEGER PRIMARY KEY,
    recorded_at   TEXT NOT NULL,
    household_key TEXT NOT NULL,
    visited_on    TEXT NOT NULL,
    kind          TEXT NOT NULL,
    outcome       TEXT NOT NULL,
    visitor       TEXT NOT NULL,
    draw_id       TEXT REFERENCES draws (id)
) STRICT;

CREATE TRIGGER visits_do_not_change BEFORE UPDATE ON visits
BEGIN SELECT RAISE(ABORT, 'visits are only added'); END;
CREATE TRIGGER visits_are_not_deleted BEFORE DELETE ON visits
BEGIN SELECT RAISE(ABORT, 'visits are only added'); END;

CREATE TABLE runs (
    id         INTEGER PRIMARY KEY,
    job        TEXT NOT NULL,
    as_of      TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at   TEXT,
    outcome    TEXT CHECK (outcome IN ('done', 'failed')),
    message_zh TEXT NOT NULL DEFAULT '',
    message_en TEXT NOT NULL DEFAULT '',
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX runs_of_job ON runs (job, as_of);

CREATE TRIGGER ended_runs_do_not_change BEFORE UPDATE ON runs WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an ended run does not change'); END;
CREATE TRIGGER runs_are_not_deleted BEFORE DELETE ON runs
BEGIN SELECT RAISE(ABORT, 'runs are kept'); END;

CREATE TABLE run_outputs (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    path   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    body    TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_does_not_change BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
",
    r"
CREATE TABLE looks (
    seq INTEGER NOT NULL REFERENCES log (seq),
    key TEXT NOT NULL,
    PRIMARY KEY (seq, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX looks_at_key ON looks (key);

CREATE TRIGGER looks_do_not_change BEFORE UPDATE ON looks
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER looks_are_not_deleted BEFORE DELETE ON looks
BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
",
    // The snapshot view that a file was made from, so that its rows are kept.
    "ALTER TABLE run_outputs ADD COLUMN snapshot TEXT NOT NULL DEFAULT ''",
    // What a visit found, how it was made, which earlier one it corrects; who stands in for whom.
    r"
ALTER TABLE visits ADD COLUMN mode TEXT NOT NULL DEFAULT 'on_site';
ALTER TABLE visits ADD COLUMN after_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN with_village INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN codes TEXT NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN over_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN under_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE visits ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE visits ADD COLUMN evidence TEXT;
ALTER TABLE visits ADD COLUMN amends INTEGER REFERENCES visits (id);
ALTER TABLE visits ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX visits_are_amended_once ON visits (amends);

CREATE TABLE substitutions (
    draw_id     TEXT NOT NULL REFERENCES draws (id),
    failed_key  TEXT NOT NULL,
    reserve_key TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (draw_id, failed_key),
    UNIQUE (draw_id, reserve_key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER substitutions_do_not_change BEFORE UPDATE ON substitutions
BEGIN SELECT RAISE(ABORT, 'substitutions are only added'); END;
CREATE TRIGGER substitutions_are_not_deleted BEFORE DELETE ON substitutions
BEGIN SELECT RAISE(ABORT, 'substitutions are only added'); END;
",
    // Leads: their events, and the counts of the runs that opened them.
    r"
CREATE TABLE lead_events (
    log_seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    lead_id  INTEGER NOT NULL,
    snapshot TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT;
CREATE INDEX lead_events_of_lead ON lead_events (lead_id);

CREATE TRIGGER lead_events_do_not_change BEFORE UPDATE ON lead_events
BEGIN SELECT RAISE(ABORT, 'leads are only added to'); END;
CREATE TRIGGER lead_events_are_not_deleted BEFORE DELETE ON lead_events
BEGIN SELECT RAISE(ABORT, 'leads are only added to'); END;

CREATE TABLE lead_runs (
    log_seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    snapshot TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT;

CREATE TRIGGER lead_runs_do_not_change BEFORE UPDATE ON lead_runs
BEGIN SELECT RAISE(ABORT, 'leads are only added to'); END;
CREATE TRIGGER lead_runs_are_not_deleted BEFORE DELETE ON lead_runs
BEGIN SELECT RAISE(ABORT, 'leads are only added to'); END;
",
    // Accounts: who may sign in, with what, and the sessions.
    r"
CREATE TABLE accounts (
    name            TEXT PRIMARY KEY COLLATE NOCASE,
    roles           TEXT NOT NULL,
    town_code       TEXT,
    created_at      TEXT NOT NULL,
    disabled_at     TEXT,
    setup_digest    TEXT UNIQUE,
    setup_until     TEXT,
    password        TEXT,
    password_set_at TEXT,
    totp_secret     BLOB,
    totp_step       INTEGER NOT NULL DEFAULT 0,
    failures        INTEGER NOT NULL DEFAULT 0,
    locked_until    TEXT,
    last_login_at   TEXT
) STRICT;

CREATE TRIGGER accounts_are_not_deleted BEFORE DELETE ON accounts
BEGIN SELECT RAISE(ABORT, 'accounts are disabled, not deleted'); END;
CREATE TRIGGER accounts_keep_their_names BEFORE UPDATE OF name ON accounts
BEGIN SELECT RAISE(ABORT, 'a name is one person''s for ever'); END;

CREATE TABLE passwords (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL REFERENCES accounts (name) COLLATE NOCASE,
    set_at   TEXT NOT NULL,
    password TEXT NOT NULL
) STRICT;
CREATE INDEX passwords_of_account ON passwords (name);

CREATE TABLE recovery_codes (
    name    TEXT NOT NULL REFERENCES accounts (name) COLLATE NOCASE,
    digest  TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (name, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    digest     TEXT PRIMARY KEY,
    name       TEXT NOT NULL REFERENCES accounts (name) COLLATE NOCASE,
    started_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    ended_at   TEXT,
    agent      TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_account ON sessions (name);

CREATE TRIGGER ended_sessions_do_not_change BEFORE UPDATE ON sessions
WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an ended session does not change'); END;
",
    // What was decided after draws; who visits each case, as drawn.
    r"
CREATE TABLE draw_steps (
    log_seq INTEGER PRIMARY KEY REFERENCES log (seq),
    draw_id TEXT NOT NULL REFERENCES draws (id),
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX draw_steps_of_draw ON draw_steps (draw_id);

CREATE TRIGGER draw_steps_do_not_change BEFORE UPDATE ON draw_steps
BEGIN SELECT RAISE(ABORT, 'steps are only added'); END;
CREATE TRIGGER draw_steps_are_not_deleted BEFORE DELETE ON draw_steps
BEGIN SELECT RAISE(ABORT, 'steps are only added'); END;

ALTER TABLE drawn_cases ADD COLUMN inspectors TEXT NOT NULL DEFAULT '[]';
",
    // Accounts whose holders sign in at an identity provider.
    r"
ALTER TABLE accounts ADD COLUMN issuer TEXT;
ALTER TABLE accounts ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX accounts_of_subjects ON accounts (issuer, subject);
",
    // What a visit looked into; of earlier ones it is not known.
    r"
ALTER TABLE visits ADD COLUMN checked TEXT NOT NULL DEFAULT '';
",
    // Scenarios of new standards; a row without a body takes its scenario off the list.
    r"
CREATE TABLE scenario_revisions (
    log_seq     INTEGER PRIMARY KEY REFERENCES log (seq),
    scenario_id INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT,
    UNIQUE (scenario_id, revision)
) STRICT;

CREATE TRIGGER scenario_revisions_do_not_change BEFORE UPDATE ON scenario_revisions
BEGIN SELECT RAISE(ABORT, 'scenarios are only added to'); END;
CREATE TRIGGER scenario_revisions_are_not_deleted BEFORE DELETE ON scenario_revisions
BEGIN SELECT RAISE(ABORT, 'scenarios are only added to'); END;
",
    // Control visits: whom to visit although nothing points at them.
    r"
CREATE TABLE control_rounds (
    log_seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    snapshot TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT;

CREATE TRIGGER control_rounds_do_not_change BEFORE UPDATE ON control_rounds
BEGIN SELECT RAISE(ABORT, 'rounds are only added'); END;
CREATE TRIGGER control_rounds_are_not_deleted BEFORE DELETE ON control_rounds
BEGIN SELECT RAISE(ABORT, 'rounds are only added'); END;
",
    // Circulars that were signed; a row without a body takes one back.
    r"
CREATE TABLE circulars (
    log_seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    name     TEXT NOT NULL,
    month    TEXT NOT NULL,
    revision INTEGER NOT NULL,
    number   TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    body     TEXT,
    UNIQUE (name, month, revision)
) STRICT;

CREATE TRIGGER circulars_do_not_change BEFORE UPDATE ON circulars
BEGIN SELECT RAISE(ABORT, 'circulars are only added to'); END;
CREATE TRIGGER circulars_are_not_deleted BEFORE DELETE ON circulars
BEGIN SELECT RAISE(ABORT, 'circulars are only added to'); END;
",
    // Drafts of dashboards; a row without a body takes its draft off the list.
    r"
CREATE TABLE draft_revisions (
    log_seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    draft_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    title    TEXT NOT NULL,
    body     TEXT,
    UNIQUE (draft_id, revision)
) STRICT;

CREATE TRIGGER draft_revisions_do_not_change BEFORE UPDATE ON draft_revisions
BEGIN SELECT RAISE(ABORT, 'drafts are only added to'); END;
CREATE TRIGGER draft_revisions_are_not_deleted BEFORE DELETE ON draft_revisions
BEGIN SELECT RAISE(ABORT, 'drafts are only added to'); END;
",
];

/// Takes the steps that the file has not seen, all or none, while no other program can.
pub(crate) fn migrate(connection: &mut Connection) -> LedgerResult<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let taken = steps_taken(&transaction)?;
    for (_, step) in (0..).zip(STEPS).skip_while(|(index, _): &(i64, _)| *index < taken) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len() as i64)?;
    transaction.commit()?;
    Ok(())
}

/// How many steps a file has taken; one with steps that are not ours is refused.
pub(crate) fn steps_taken(connection: &Connection) -> LedgerResult<i64> {
    let taken: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = STEPS.len() as i64;
    match taken > known {
        true => Err(error::newer_file(taken, known).into()),
        false => Ok(taken),
    }
}
