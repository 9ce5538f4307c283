-- Why:    the board: what each control measured last, every change of its status, overrides by people, and roll-ups of the
--         log by service and hour, so that measuring never reads the records themselves.
-- Locks:  exchange, against writing, for the time of building one partial index over its synthetic rows (few); the rest is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select leaf from status_cursor;  -- -1 right after, then follows the log to max(index) of evidence_leaf

-- Figures of the public leave out what the console and the board's own probes asked.
create index exchange_synthetic on exchange (id) where synthetic;

-- How often something happened in an hour, by service; synthetic exchanges are counted under `synthetic` alone.
create table status_count (
  hour        timestamptz not null,
  service_id  text collate "C" not null,
  -- Such as `text.labelled`; src/status/counting.ts.
  metric      text collate "C" not null,
  n           bigint not null check (n >= 0),
  primary key (hour, service_id, metric)
) with (fillfactor = 70);

-- What came last of a kind of output: how many in a row were labelled, and the last one that was not.
create table status_streak (
  service_id     text collate "C" not null,
  -- text | picture | sound | film | document
  output         text not null,
  labelled_in_row bigint not null check (labelled_in_row >= 0),
  labelled_at    timestamptz,
  unlabelled_at  timestamptz,
  unlabelled_exchange text,
  -- Public name of the model that was asked for last: what a probe asks for.
  model          text not null,
  primary key (service_id, output)
) with (fillfactor = 70);

-- Exchanges that began and have no end yet.
create table status_open (
  exchange_id  text collate "C" primary key,
  service_id   text collate "C" not null,
  opened_at    timestamptz not null
);
create index status_open_at on status_open (opened_at);

-- Up to which leaf the log was counted.
create table status_cursor (
  "only"    boolean primary key default true check ("only"),
  leaf      bigint not null,
  -- When the last counted entry was written; null before the first.
  entry_at  timestamptz
);
insert into status_cursor (leaf) values (-1);

-- What a control measured last. A new measurement is no change of state; a new status is, and leaves evidence.
create table status_control (
  control_id   text collate "C" primary key,
  status       text not null check (status in ('met', 'due', 'breached', 'not-applicable', 'unknown')),
  -- {"code","figures","measured":{"zh","en"},"next":{"zh","en"}|null,"evidence":[…]}
  measurement  jsonb not null,
  measured_at  timestamptz not null,
  changed_at   timestamptz not null
) with (fillfactor = 70);
create constraint trigger evidence_required after insert or delete on status_control
  deferrable initially deferred for each row execute function evidence_is_required();
create constraint trigger evidence_required_once_changed after update of status, changed_at on status_control
  deferrable initially deferred for each row
  when (old.status <> new.status or old.changed_at <> new.changed_at) execute function evidence_is_required();

-- Every change, for ever: when it turned red, why, and when it was mended.
create table status_change (
  -- The order in which they happened, also of those of one millisecond.
  seq          bigint generated always as identity primary key,
  id           text collate "C" not null unique,
  control_id   text collate "C" not null,
  at           timestamptz not null,
  was          text not null,
  status       text not null,
  cause        text not null check (cause in ('measured', 'overridden', 'override-ended')),
  measurement  jsonb not null
);
create index status_change_control on status_change (control_id, seq);
create index status_change_at on status_change (at);

-- A person answers for a status that the data do not show, for a while.
create table status_override (
  id          text collate "C" primary key,
  control_id  text collate "C" not null,
  status      text not null check (status in ('met', 'due', 'breached', 'not-applicable')),
  reason      text not null,
  "by"        text not null,
  by_name     text not null,
  at          timestamptz not null,
  expires_at  timestamptz not null,
  ended_at    timestamptz,
  ended_by    text,
  check (expires_at > at),
  check ((ended_at is null) = (ended_by is null))
);
create unique index status_override_live on status_override (control_id) where ended_at is null;

-- Numbers that authorities gave: of filings and registrations.
create table status_numbers (
  "only"   boolean primary key default true check ("only"),
  numbers  jsonb not null,
  at       timestamptz not null,
  "by"     text not null
);

do $$
declare name text;
begin
  foreach name in array array['status_change', 'status_override', 'status_numbers']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
