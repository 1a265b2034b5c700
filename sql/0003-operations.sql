-- Promotions and switchovers: asked for, approved, carried out step by step, ended. The tables
-- stand ready; what fills them comes with the operations themselves.

create table pgrepl.operations (
  id uuid primary key,
  number bigint not null unique,
  cluster text not null,
  kind text not null check (kind in ('promote', 'switchover')),
  -- One operation per cluster may be on its way at a time; the index below holds to it.
  state text not null,
  target text not null,
  reason text,
  plan jsonb not null,
  -- What was approved: a plan with another hash needs another approval.
  plan_hash text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  expires_at timestamptz,
  claimed_by text,
  started_at timestamptz,
  ended_at timestamptz,
  outcome jsonb,
  incident_id uuid,
  changed_at timestamptz not null
);

create unique index operations_one_per_cluster on pgrepl.operations (cluster)
  where ended_at is null;
create index operations_cluster on pgrepl.operations (cluster, requested_at desc);

create table pgrepl.operation_steps (
  operation_id uuid not null references pgrepl.operations (id),
  position integer not null check (position >= 0),
  name text not null,
  state text not null,
  -- Committed before the step is done: exactly what will be run, without secrets.
  intention jsonb not null,
  result jsonb,
  intended_at timestamptz not null,
  ended_at timestamptz,
  primary key (operation_id, position)
);
