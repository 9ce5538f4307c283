-- Why:    measures against end users and their appeals: what screening refused of somebody's own words is marked with the exchange,
--         strikes are counted from it exactly once, and what follows stands with its reasons. A column is new on exchange; the
--         index by end user now ascends by time, so that the last exchanges of one person are found without reading the others.
-- Locks:  exchange, against writing, for the time of building two indexes (a few seconds for a million rows).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select state, count(*) from measure group by 1;  -- no row right after

-- Risks for which the word lists refused what the end user wrote last; null when they did not, and for everything before.
alter table exchange add column strike_risks text[];
create index exchange_strike on exchange (opened_at, id) where strike_risks is not null;
create index exchange_end_user_at on exchange (end_user, opened_at, id) where end_user is not null;
drop index exchange_end_user;

-- What follows on strikes, by service and version. A version never changes once it was in force.
create table measure_policy (
  service_id     text not null references service (id),
  version        integer not null check (version > 0),
  settings       jsonb not null,
  state          text not null check (state in ('draft', 'active', 'replaced', 'off')),
  created_at     timestamptz not null,
  created_by     text not null,
  -- What it would have done to the stored traffic; none goes into force without.
  simulated_at   timestamptz,
  simulation     jsonb,
  activated_at   timestamptz,
  activated_by   text,
  ended_at       timestamptz,
  primary key (service_id, version),
  check ((simulated_at is null) = (simulation is null)),
  check ((activated_at is null) = (activated_by is null)),
  check (activated_at is null or simulated_at is not null),
  check ((state = 'draft') = (activated_at is null))
);
create unique index measure_policy_active on measure_policy (service_id) where state = 'active';
create unique index measure_policy_draft on measure_policy (service_id) where state = 'draft';

create table measure (
  id              text collate "C" primary key,
  -- What staff call it.
  number          integer generated always as identity unique,
  service_id      text not null references service (id),
  -- Pseudonym; the provider's own name for the user is stored nowhere.
  end_user        text collate "C" not null,
  rung            text not null check (rung in ('warning', 'restriction', 'suspension', 'end')),
  state           text not null check (state in ('proposed', 'active', 'ended', 'rejected')),
  automated       boolean not null,
  ground          text not null check (ground in ('in-a-row', 'within', 'by-hand')),
  policy_version  integer,
  -- What the policy counted: risks, number of strikes, from when to when.
  risks           text[] not null,
  strikes         integer not null,
  first_at        timestamptz,
  last_at         timestamptz,
  -- What a restriction closes, by the names of records; empty for the other rungs.
  endpoints       text[] not null,
  imposed_at      timestamptz not null,
  imposed_by      text not null,
  confirmed_at    timestamptz,
  confirmed_by    text,
  starts_at       timestamptz,
  ends_at         timestamptz,
  -- How long it lasts once somebody confirmed it.
  days            integer,
  ended_at        timestamptz,
  ended_by        text,
  ended_reason    text check (ended_reason in ('expired', 'lifted', 'mistaken', 'overturned', 'rejected')),
  receipt         text collate "C" unique references portal_receipt (number),
  appeal_until    timestamptz,
  -- Whoever imposes one by hand says why in both languages, sealed; null where the machine's facts say it all.
  content_key     text,
  content         bytea,
  -- Why it was lifted by hand, sealed.
  end_key         text,
  end_content     bytea,
  check ((ground = 'by-hand') = (content is not null)),
  -- No one is shut out for good by a machine, nor without an end by one.
  check (rung <> 'end' or (ground = 'by-hand' and not automated)),
  check (not automated or (imposed_by = 'system' and (state = 'proposed' or state = 'rejected' or ends_at is not null))),
  check ((state in ('active', 'ended')) = (starts_at is not null)),
  check ((state in ('active', 'ended')) = (receipt is not null)),
  check ((state in ('ended', 'rejected')) = (ended_at is not null and ended_reason is not null))
);
create index measure_in_force on measure (ends_at) where state = 'active';
create index measure_of on measure (end_user, imposed_at desc);
create index measure_listed on measure (state, imposed_at desc, id desc);
-- One proposal at a time waits for a person.
create unique index measure_proposed on measure (end_user) where state = 'proposed';

-- One refusal of one person's own words, counted once wherever it was counted.
create table measure_strike (
  exchange_id     text collate "C" primary key,
  service_id      text not null,
  end_user        text collate "C" not null,
  at              timestamptz not null,
  risks           text[] not null,
  policy_version  integer not null,
  -- The measure it led to.
  measure_id      text collate "C" references measure (id),
  -- It counts no longer: the measure it led to was a mistake.
  voided_at       timestamptz,
  -- What follows from it was asked; comes without evidence of its own.
  weighed         boolean not null default false
);
create index measure_strike_of on measure_strike (end_user, at);
create index measure_strike_led_to on measure_strike (measure_id) where measure_id is not null;
create index measure_strike_unweighed on measure_strike (exchange_id) where not weighed;

create table measure_appeal (
  id            text collate "C" primary key,
  measure_id    text collate "C" not null unique references measure (id),
  channel       text not null check (channel in ('portal', 'api')),
  language      text not null check (language in ('zh-CN', 'en')),
  received_at   timestamptz not null,
  due_at        timestamptz not null,
  state         text not null check (state in ('open', 'decided')),
  outcome       text check (outcome in ('upheld', 'overturned')),
  decided_at    timestamptz,
  decided_by    text,
  late          boolean,
  content_key   text not null,
  content       bytea not null,
  answer_key    text,
  answer        bytea,
  check ((state = 'decided') = (outcome is not null and decided_at is not null and decided_by is not null
                                and late is not null and answer is not null))
);
create index measure_appeal_due on measure_appeal (due_at, id) where state = 'open';

-- A report to an authority about one measure: a draft until a named person signs it, then unchanged.
create table measure_report (
  measure_id   text collate "C" primary key references measure (id),
  revision     integer not null check (revision > 0),
  authority    text not null,
  summary      text not null,
  drafted_at   timestamptz not null,
  drafted_by   text not null,
  signed       jsonb,
  digest       text,
  signed_at    timestamptz,
  signed_by    text,
  signed_name  text,
  check ((signed is null) = (digest is null) and (signed is null) = (signed_at is null)
         and (signed is null) = (signed_by is null) and (signed is null) = (signed_name is null))
);
create function measure_report_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'a signed report stays as it is: % refused', tg_op using errcode = 'HG001';
end $$;
create trigger signed_is_final before update or delete on measure_report
  for each row when (old.signed is not null) execute function measure_report_is_final();

-- The gateway of every process keeps what is in force in memory.
create function notify_measures() returns trigger language plpgsql as $$
begin
  notify hegui_measures;
  return null;
end $$;
create trigger notify_measures after insert or update or delete on measure
  for each statement execute function notify_measures();

do $$
declare name text;
begin
  foreach name in array array['measure_policy', 'measure', 'measure_appeal', 'measure_report']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
create constraint trigger evidence_required after insert or update of measure_id, voided_at or delete on measure_strike
  deferrable initially deferred for each row execute function evidence_is_required();
