-- What pgrepl knows of incidents, and what it owes to Slack.
--
-- No foreign keys between these tables on purpose: a line of a timeline or a message about an
-- incident is worth keeping even where the incident's own row is missing, and one row that does
-- not fit must not hold up everything that was committed along with it.

-- Numbers that people use. A sequence would do, but leaves a gap of 32 after a crash.
create table pgrepl.counters (
  name text primary key,
  -- The last number given.
  value bigint not null
);

insert into pgrepl.counters (name, value) values ('incident', 0), ('operation', 0);

create table pgrepl.incidents (
  id uuid primary key,
  -- The 7 of INC-7: given when the incident is first seen here, and never changed.
  number bigint not null unique,
  cluster text not null,
  state text not null check (state in ('open', 'resolved')),
  severity text not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  resolved_at timestamptz,
  reopened integer not null check (reopened >= 0),
  findings jsonb not null,
  keys text[] not null,
  merged_into uuid,
  acknowledged_by text,
  acknowledged_at timestamptz,
  recorded_at timestamptz not null default now()
);

create index incidents_open on pgrepl.incidents (cluster) where state = 'open';
create index incidents_resolved_at on pgrepl.incidents (resolved_at) where state = 'resolved';
create index incidents_cluster_opened_at on pgrepl.incidents (cluster, opened_at desc);

create table pgrepl.timeline_entries (
  id uuid primary key,
  -- Order of arrival, for entries of the same millisecond.
  seq bigint generated always as identity,
  incident_id uuid not null,
  at timestamptz not null,
  kind text not null,
  text text not null,
  finding_key text
);

create index timeline_entries_incident on pgrepl.timeline_entries (incident_id, at, seq);

create table pgrepl.outbox (
  id uuid primary key,
  -- The order in which messages came up; kept when the message changes its state.
  seq bigint generated always as identity,
  channel text not null,
  created_at timestamptz not null,
  payload jsonb not null,
  -- The incident that the payload speaks of; null for a notice.
  incident_id uuid,
  state text not null check (state in ('pending', 'sending', 'sent', 'dropped')),
  attempts integer not null check (attempts >= 0),
  not_before timestamptz not null,
  sent_ts text,
  last_error text
);

create index outbox_unsent on pgrepl.outbox (seq) where state in ('pending', 'sending');
create index outbox_finished on pgrepl.outbox (created_at) where state in ('sent', 'dropped');

create table pgrepl.root_messages (
  incident_id uuid primary key,
  channel text not null,
  ts text not null
);

create table pgrepl.cluster_memory (
  cluster text primary key,
  system_identifier text,
  contract jsonb,
  last_primary text,
  changed_at timestamptz not null default now()
);
