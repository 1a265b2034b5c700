-- Operations begin to be carried out. What 0003 laid out was never filled, so columns change freely.

alter table pgrepl.operations
  add column channel text not null,
  add column forced boolean not null,
  -- 1 for the plan of the request, one more for each that a material change put in its place.
  add column plan_version integer not null check (plan_version > 0),
  -- What differs from the plan before, a sentence each.
  add column plan_changes jsonb not null,
  -- What was found of an operation whose process died.
  add column interruption jsonb,
  alter column expires_at set not null,
  add constraint operations_state
    check (state in ('requested', 'running', 'interrupted', 'ended')),
  add constraint operations_end
    check ((state = 'ended') = (ended_at is not null) and (state = 'ended') = (outcome is not null)),
  -- One that ended may never have been begun.
  add constraint operations_claim
    check ((claimed_by is null) = (started_at is null)
           and (state <> 'requested' or claimed_by is null)
           and (state not in ('running', 'interrupted') or claimed_by is not null)),
  add constraint operations_interruption
    check (interruption is not null or state <> 'interrupted');

alter table pgrepl.operation_steps
  drop column intention,
  drop column result,
  add column node text not null,
  add column words text not null,
  -- Exactly what is run, without secrets: an array of texts.
  add column exact jsonb not null,
  add column result text,
  add constraint operation_steps_state
    check (state in ('intended', 'done', 'failed', 'unknown')),
  add constraint operation_steps_end check ((state = 'intended') = (ended_at is null));

alter table pgrepl.operation_steps rename column name to step;

-- Approvals of every plan that an operation had. Those of the present one count.
create table pgrepl.operation_approvals (
  operation_id uuid not null references pgrepl.operations (id),
  plan_version integer not null check (plan_version > 0),
  plan_hash text not null,
  actor text not null,
  at timestamptz not null,
  -- Order of arrival.
  seq bigint generated always as identity,
  -- A person's approval counts once.
  primary key (operation_id, plan_version, actor)
);

-- The rules that hold whoever writes. `integrity_constraint_violation` for what pgrepl could get
-- wrong; `insufficient_privilege` for what it never does.

create function pgrepl.operation_goes_on() returns trigger
language plpgsql as $$
begin
  if old.state = 'ended' then
    if new is distinct from old then
      raise exception 'operation % has ended: nothing of it changes any more', old.number
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end if;
  if (new.id, new.number, new.cluster, new.kind, new.reason, new.forced, new.requested_by,
      new.requested_at, new.channel)
     is distinct from
     (old.id, old.number, old.cluster, old.kind, old.reason, old.forced, old.requested_by,
      old.requested_at, old.channel) then
    raise exception 'what was requested as operation % does not change', old.number
      using errcode = 'integrity_constraint_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (
       ('requested', 'running'), ('requested', 'ended'), ('running', 'interrupted'),
       ('running', 'ended'), ('interrupted', 'running'), ('interrupted', 'ended')) then
    raise exception 'operation % does not go from % to %', old.number, old.state, new.state
      using errcode = 'integrity_constraint_violation';
  end if;
  if (old.state, new.state) <> ('requested', 'requested')
     and (new.plan_hash, new.plan_version, new.target, new.expires_at, new.plan)
         is distinct from
         (old.plan_hash, old.plan_version, old.target, old.expires_at, old.plan) then
    raise exception 'the plan of operation % was approved and does not change', old.number
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create function pgrepl.step_is_intended_first() returns trigger
language plpgsql as $$
begin
  if new.state <> 'intended' then
    raise exception 'step % is put on record before it is done', new.step
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create function pgrepl.step_stays() returns trigger
language plpgsql as $$
begin
  if old.state <> 'intended' and new is distinct from old then
    raise exception 'step % has ended: it does not change any more', old.step
      using errcode = 'integrity_constraint_violation';
  end if;
  if (new.operation_id, new.position, new.step, new.node, new.words, new.exact, new.intended_at)
     is distinct from
     (old.operation_id, old.position, old.step, old.node, old.words, old.exact, old.intended_at)
  then
    raise exception 'what was intended as step % does not change', old.step
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create function pgrepl.step_belongs_to_one_at_work() returns trigger
language plpgsql as $$
begin
  if exists (select from pgrepl.operations
              where id = new.operation_id and state not in ('running', 'interrupted')) then
    raise exception 'step % belongs to an operation that is not at work', new.step
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create function pgrepl.approval_comes_in_time() returns trigger
language plpgsql as $$
begin
  if not exists (select from pgrepl.operations
                  where id = new.operation_id and started_at is null and ended_at is null
                    and plan_version = new.plan_version and plan_hash = new.plan_hash
                    and new.at < expires_at) then
    raise exception 'an approval counts for the plan that waits for it, and before it expires'
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create function pgrepl.refuse_loss() returns trigger
language plpgsql as $$
begin
  raise exception '% of pgrepl.% is refused: what was decided and done stays on record',
    tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create trigger operation_goes_on
  before update on pgrepl.operations
  for each row execute function pgrepl.operation_goes_on();

create trigger operations_stay
  before delete or truncate on pgrepl.operations
  for each statement execute function pgrepl.refuse_loss();

create trigger step_is_intended_first
  after insert on pgrepl.operation_steps
  for each row execute function pgrepl.step_is_intended_first();

create trigger step_stays
  before update on pgrepl.operation_steps
  for each row execute function pgrepl.step_stays();

create trigger step_belongs_to_one_at_work
  after insert or update on pgrepl.operation_steps
  for each row execute function pgrepl.step_belongs_to_one_at_work();

create trigger operation_steps_stay
  before delete or truncate on pgrepl.operation_steps
  for each statement execute function pgrepl.refuse_loss();

create trigger approval_comes_in_time
  before insert on pgrepl.operation_approvals
  for each row execute function pgrepl.approval_comes_in_time();

create trigger operation_approvals_stay
  before update or delete or truncate on pgrepl.operation_approvals
  for each statement execute function pgrepl.refuse_loss();

-- ALWAYS: session_replication_role = replica would otherwise be a quiet way around them.
alter table pgrepl.operations enable always trigger operation_goes_on;
alter table pgrepl.operations enable always trigger operations_stay;
alter table pgrepl.operation_steps enable always trigger step_is_intended_first;
alter table pgrepl.operation_steps enable always trigger step_stays;
alter table pgrepl.operation_steps enable always trigger step_belongs_to_one_at_work;
alter table pgrepl.operation_steps enable always trigger operation_steps_stay;
alter table pgrepl.operation_approvals enable always trigger approval_comes_in_time;
alter table pgrepl.operation_approvals enable always trigger operation_approvals_stay;
