-- What an incident was at its worst, and when its present stretch began: what stands at the end may be
-- a trifle, and young.
alter table pgrepl.incidents
  add column worst jsonb,
  add column worst_at timestamptz,
  add column stretch_at timestamptz;
