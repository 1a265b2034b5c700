-- How severe an incident was when its owner took it: who took a warning has not taken what is critical.
-- Null for who took it before this was kept: that counts whatever it became.

alter table pgrepl.incidents
  add column acknowledged_severity text check (acknowledged_severity in ('warning', 'critical'));
