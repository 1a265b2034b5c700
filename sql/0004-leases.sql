-- Who is at work on what. The advisory lock of a living session decides who may hold a lease; the
-- row says who it is, and its token keeps out a holder that lost the lock without noticing.
create table pgrepl.leases (
  name text primary key,
  owner text not null,
  token uuid not null,
  acquired_at timestamptz not null default now()
);
