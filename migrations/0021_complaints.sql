-- Why:    complaints and reports of the public, from their coming to their answer, with clocks in working days.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select state, count(*) from complaint group by 1;  -- no row right after

create table complaint (
  id                  text collate "C" primary key,
  -- What staff call it.
  number              integer generated always as identity unique,
  receipt             text collate "C" not null unique references portal_receipt (number),
  kind                text not null,
  channel             text not null check (channel in ('portal', 'api', 'staff')),
  language            text not null check (language in ('zh-CN', 'en')),
  service_id          text,
  exchange_id         text collate "C",
  case_id             text collate "C" references content_case (id),
  state               text not null check (state in ('received', 'acknowledged', 'answered', 'merged', 'withdrawn')),
  received_at         timestamptz not null,
  -- When the present round of dealing with it began: at receipt, or when it was opened again.
  round_at            timestamptz not null,
  acknowledge_due_at  timestamptz not null,
  answer_due_at       timestamptz not null,
  acknowledged_at     timestamptz,
  answered_at         timestamptz,
  answered_late       boolean,
  answer_days         integer,
  outcome             text check (outcome in ('upheld', 'partly-upheld', 'not-upheld', 'referred')),
  reopen_until        timestamptz,
  reopened            integer not null default 0,
  paused_at           timestamptz,
  paused_reason       text check (paused_reason in ('complainant', 'third-party', 'expert', 'authority')),
  assigned_to         text,
  escalated_by        text,
  merged_into         text collate "C" references complaint (id),
  contact_channel     text check (contact_channel in ('email', 'sms')),
  ended_at            timestamptz,
  -- The desk's order in one value: what is due next, never while the clock stands still, nothing once it ended.
  queue_at            timestamptz,
  -- What it is about and how to reach the complainant, sealed; the words are messages.
  content_key         text not null,
  content             bytea not null,
  check ((paused_at is null) = (paused_reason is null)),
  check ((state in ('received', 'acknowledged')) = (queue_at is not null)),
  check ((state = 'answered') = (outcome is not null and answered_at is not null)),
  -- Stays when the other one is answered, which answers this one too.
  check (state <> 'merged' or merged_into is not null)
);
create index complaint_queue on complaint (queue_at, id) where queue_at is not null;
create index complaint_queue_assigned on complaint (assigned_to, queue_at, id) where queue_at is not null;
create index complaint_queue_kind on complaint (kind, queue_at, id) where queue_at is not null;
create index complaint_ended on complaint (ended_at desc, id desc) where ended_at is not null;
create index complaint_received on complaint (received_at);
create index complaint_merged on complaint (merged_into) where merged_into is not null;

create table complaint_message (
  id            text collate "C" primary key,
  complaint_id  text collate "C" not null references complaint (id),
  author        text not null check (author in ('public', 'staff', 'system')),
  purpose       text not null,
  at            timestamptz not null,
  "by"          text,
  content_key   text not null,
  content       bytea not null
);
create index complaint_message_of on complaint_message (complaint_id, at, id);

create table complaint_attachment (
  id            text collate "C" primary key,
  complaint_id  text collate "C" not null references complaint (id),
  message_id    text collate "C" not null references complaint_message (id),
  media_type    text not null,
  bytes         integer not null check (bytes > 0),
  scan          text not null check (scan in ('clean', 'not-scanned')),
  content_key   text not null,
  content       bytea not null
);
alter table complaint_attachment alter column content set storage external;
create index complaint_attachment_of on complaint_attachment (complaint_id);

-- Every decision, kept when a complaint is opened again: whoever made one does not make the next.
create table complaint_decision (
  complaint_id  text collate "C" not null references complaint (id),
  message_id    text collate "C" primary key references complaint_message (id),
  outcome       text not null,
  decided_by    text not null,
  decided_at    timestamptz not null,
  late          boolean not null
);
create index complaint_decision_of on complaint_decision (complaint_id);

create table complaint_settings (
  "only"      boolean primary key default true check ("only"),
  settings    jsonb not null,
  revision    integer not null check (revision > 0),
  changed_at  timestamptz not null
);

-- What somebody at the desk has not sent yet, sealed. Comes and goes without evidence of its own; sending leaves it.
create table complaint_draft (
  complaint_id  text collate "C" not null references complaint (id),
  staff_id      text not null,
  content_key   text not null,
  content       bytea not null,
  saved_at      timestamptz not null,
  primary key (complaint_id, staff_id)
);

do $$
declare name text;
begin
  foreach name in array array['complaint', 'complaint_message', 'complaint_attachment', 'complaint_decision',
                              'complaint_settings']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
