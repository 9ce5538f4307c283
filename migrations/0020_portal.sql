-- Why:    the public portal: how it looks, receipts of what people sent, and notices that go out to them.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from portal_receipt;  -- 0 right after

create table portal_settings (
  "only"      boolean primary key default true check ("only"),
  settings    jsonb not null,
  revision    integer not null check (revision > 0),
  changed_at  timestamptz not null
);
create constraint trigger evidence_required after insert or update or delete on portal_settings
  deferrable initially deferred for each row execute function evidence_is_required();

-- One for everything that the public sends. Neither the secret nor the form's key is kept, only keyed hashes of them.
create table portal_receipt (
  number           text collate "C" primary key check (number ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  -- What it is a receipt of, such as `complaint`.
  purpose          text not null,
  subject_id       text collate "C" not null,
  secret_hash      bytea not null check (octet_length(secret_hash) = 32),
  -- Sending the same form twice is sending it once.
  submission_hash  bytea not null unique check (octet_length(submission_hash) = 32),
  content_hash     bytea not null check (octet_length(content_hash) = 32),
  created_at       timestamptz not null
);
create index portal_receipt_subject on portal_receipt (subject_id);
create constraint trigger evidence_required after insert or update or delete on portal_receipt
  deferrable initially deferred for each row execute function evidence_is_required();

-- What is told to somebody outside, and whether it went out. Address and words lie sealed under the key of what it is about.
create table notice (
  id           text collate "C" primary key,
  subject_id   text collate "C" not null,
  channel      text not null check (channel in ('email', 'sms', 'webhook')),
  template     text not null,
  state        text not null check (state in ('waiting', 'sent', 'failed', 'unsent')),
  attempts     integer not null default 0,
  -- When it is tried next; a process that takes it moves this on, so that no other takes it meanwhile.
  next_at      timestamptz,
  -- A code of what went wrong last; never an answer of the other side.
  fault        text,
  content_key  text not null,
  content      bytea not null,
  created_at   timestamptz not null,
  settled_at   timestamptz,
  check ((state = 'waiting') = (next_at is not null))
);
create index notice_due on notice (next_at) where state = 'waiting';
create index notice_subject on notice (subject_id, created_at);
-- Taking one in hand leaves nothing; that it is there, and how it ended, does.
create constraint trigger evidence_required after insert or update of state or delete on notice
  deferrable initially deferred for each row execute function evidence_is_required();
