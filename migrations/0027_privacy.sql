-- Why:    people ask about their personal information; what is deleted for them is deleted provably, also at the end of a term.
--         Exchanges may go once they are half a year old, and only with an entry that says so.
-- Locks:  exchange and exchange_close, for a moment (triggers); opinion_gap, content_recall, content_key, notice, review_item and
--         label_lift_request, against writing, while six indexes are built over them.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select state, count(*) from privacy_request group by 1;  -- no row right after

create table privacy_request (
  id                  text collate "C" primary key,
  -- What staff call it.
  number              integer generated always as identity unique,
  receipt             text collate "C" not null unique references portal_receipt (number),
  kind                text not null,
  channel             text not null check (channel in ('portal', 'api', 'staff')),
  language            text not null check (language in ('zh-CN', 'en')),
  service_id          text collate "C" not null references service (id),
  -- Pseudonym of whoever asks, once it is known that they are who they say.
  end_user            text collate "C",
  identity            text not null check (identity in ('none', 'vouched', 'confirmed', 'staff')),
  identity_means      text,
  identified_at       timestamptz,
  -- Complaints whose receipts and secrets came with the request.
  complaints          text[] not null default '{}',
  state               text not null check (state in ('received', 'acknowledged', 'executing', 'answered', 'withdrawn')),
  received_at         timestamptz not null,
  round_at            timestamptz not null,
  acknowledge_due_at  timestamptz not null,
  answer_due_at       timestamptz not null,
  extended            boolean not null default false,
  acknowledged_at     timestamptz,
  answered_at         timestamptz,
  answered_late       boolean,
  outcome             text check (outcome in ('fulfilled', 'partly-fulfilled', 'refused')),
  reopen_until        timestamptz,
  reopened            integer not null default 0,
  -- A copy is made anew whenever it is fetched: until then, and so many times more.
  copy_until          timestamptz,
  copies_left         integer not null default 0 check (copies_left >= 0),
  contact_channel     text check (contact_channel in ('email', 'sms')),
  ended_at            timestamptz,
  -- The desk's order in one value: what is due next, nothing once it ended.
  queue_at            timestamptz,
  -- How to reach the person, sealed; the words are messages.
  content_key         text not null,
  content             bytea not null,
  check ((end_user is null) = (identity = 'none')),
  check ((identity = 'none') = (identified_at is null)),
  check (state <> 'answered' or (outcome is not null and answered_at is not null))
);
create index privacy_request_queue on privacy_request (queue_at, id) where queue_at is not null;
create index privacy_request_ended on privacy_request (ended_at desc, id desc) where ended_at is not null;
create index privacy_request_end_user on privacy_request (end_user) where end_user is not null;

create table privacy_message (
  id           text collate "C" primary key,
  request_id   text collate "C" not null references privacy_request (id),
  author       text not null check (author in ('public', 'staff', 'system')),
  purpose      text not null,
  at           timestamptz not null,
  "by"         text,
  content_key  text not null,
  content      bytea not null
);
create index privacy_message_of on privacy_message (request_id, at, id);

-- Every decision, kept when the person does not accept it: whoever made one does not make the next.
create table privacy_decision (
  request_id  text collate "C" not null references privacy_request (id),
  message_id  text collate "C" primary key references privacy_message (id),
  outcome     text not null,
  decided_by  text not null,
  decided_at  timestamptz not null,
  late        boolean not null
);
create index privacy_decision_of on privacy_decision (request_id);

-- A code that the portal shows and that whoever is signed in to the provider's app confirms there. Its hash alone is kept.
create table privacy_code (
  request_id  text collate "C" primary key references privacy_request (id),
  code_hash   bytea not null unique check (octet_length(code_hash) = 32),
  expires_at  timestamptz not null
);

-- One order to erase a person. What each holder did is noted as it is done, so that a process that dies is taken over.
create table privacy_erasure (
  id            text collate "C" primary key,
  request_id    text collate "C" references privacy_request (id),
  service_id    text collate "C" not null references service (id),
  end_user      text collate "C" not null,
  complaints    text[] not null,
  ordered_by    text not null,
  ordered_at    timestamptz not null,
  state         text not null check (state in ('due', 'proven')),
  -- {"holder": {"erased", "kept": [{"count", "reason": {"zh", "en"}, "law", "until"}]}}
  steps         jsonb not null,
  -- What a search right after found, by holder, that is not named as kept.
  left_over     integer,
  -- When it is carried out, or carried on because a hold ends; null when nothing is to be done any more.
  next_at       timestamptz,
  -- How often it was begun since it last got through.
  attempts      integer not null default 0,
  proven_at     timestamptz
);
create index privacy_erasure_next on privacy_erasure (next_at) where next_at is not null;
create index privacy_erasure_request on privacy_erasure (request_id) where request_id is not null;

-- What these people asked and were answered never leaves for training again.
create table privacy_suppression (
  end_user    text collate "C" primary key,
  service_id  text collate "C" not null references service (id),
  request_id  text collate "C" references privacy_request (id),
  since       timestamptz not null
);

-- How long what is kept, in days.
create table retention_settings (
  "only"      boolean primary key default true check ("only"),
  settings    jsonb not null,
  revision    integer not null check (revision > 0),
  changed_at  timestamptz not null
);

-- What the sweep found last: measurements, not evidence. What it erased stands in the log, a batch an entry.
create table retention_state (
  kind       text primary key,
  swept_at   timestamptz not null,
  erased     bigint not null,
  -- Past its term and still there after the sweep, counted up to 1,000.
  left_over  integer not null
);

do $$
declare name text;
begin
  foreach name in array array['privacy_request', 'privacy_message', 'privacy_decision', 'privacy_erasure',
                              'privacy_suppression', 'retention_settings']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;

-- Logs are kept for six months at least; after that an exchange may go, with an entry.
create function exchange_is_kept() returns trigger language plpgsql as $$
declare begun timestamptz;
begin
  if tg_table_name = 'exchange' then begun := old.opened_at; else begun := old.closed_at; end if;
  if begun > now() - interval '6 months' then
    raise exception 'an exchange is kept for six months' using errcode = 'HG001';
  end if;
  return old;
end $$;
create trigger kept before delete on exchange for each row execute function exchange_is_kept();
create trigger kept before delete on exchange_close for each row execute function exchange_is_kept();
create constraint trigger evidence_required after delete on exchange
  deferrable initially deferred for each row execute function evidence_is_required();
create constraint trigger evidence_required after delete on exchange_close
  deferrable initially deferred for each row execute function evidence_is_required();
create trigger kept_whole before truncate on exchange for each statement execute function exchange_is_insert_only();
create trigger kept_whole before truncate on exchange_close for each statement execute function exchange_is_insert_only();

-- A request for content without explicit label goes half a year after it was withdrawn, when nothing that left by it is on record.
create function label_lift_request_may_go() returns trigger language plpgsql as $$
begin
  if old.withdrawn_at is null or old.withdrawn_at > now() - interval '6 months' then
    raise exception 'a request for content without explicit label is kept for six months after its end'
      using errcode = 'HG001';
  end if;
  return old;
end $$;
drop trigger insert_only on label_lift_request;
create trigger kept_for_a_while before delete on label_lift_request
  for each row execute function label_lift_request_may_go();
create trigger kept_whole before truncate on label_lift_request
  for each statement execute function produced_content_is_insert_only();

-- An acceptance goes half a year after it was withdrawn, when its user asks for that.
create or replace function agreement_acceptance_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.withdrawn_at < now() - interval '6 months' then return old; end if;
  end if;
  if tg_op = 'UPDATE' then
    if old.withdrawn_at is null and new.withdrawn_at is not null
       and (new.id, new.service_id, new.end_user, new.agreement_id, new.number, new.language, new.digest, new.channel, new.accepted_at)
           = (old.id, old.service_id, old.end_user, old.agreement_id, old.number, old.language, old.digest, old.channel, old.accepted_at)
    then return new; end if;
  end if;
  raise exception 'an acceptance is kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;

-- What is looked up for one person, and what is past its term.
create index opinion_gap_exchange on opinion_gap (exchange_id);
create index content_recall_end_user on content_recall (end_user) where end_user is not null;
create index label_lift_request_end_user on label_lift_request (end_user);
create index content_key_created on content_key (created_at) where destroyed_at is null;
create index notice_settled on notice (settled_at) where settled_at is not null;
create index review_item_closed on review_item (closed_at) where closed_at is not null;
