-- Operations have messages in Slack as incidents have: what a message speaks of, and what stands
-- where, goes by the id of either.

alter table pgrepl.outbox rename column incident_id to subject_id;
alter table pgrepl.root_messages rename column incident_id to subject_id;
