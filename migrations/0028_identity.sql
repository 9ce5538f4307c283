-- Why:    identity of end users (CSL 26, Deep Synthesis 9): what was confirmed of whom, by what means and until when; the vendors that are
--         asked; attempts under way. Numbers, names and addresses are stored nowhere: keyed hashes stand for them.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from identity_assertion;  -- 0 right after

-- Somebody outside who confirms identities.
create table identity_provider (
  id          text collate "C" primary key,
  name        text not null unique,
  kind        text not null check (kind in ('tencent', 'national', 'oidc')),
  -- contract/identity.ts, without the secret.
  settings    jsonb not null,
  -- Encrypted with the key-encryption key, bound to the provider's id; null when it needs none, and once it is retired.
  secret      bytea,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  retired_at  timestamptz
);

-- How it answered lately; a measurement, not evidence.
create table identity_provider_health (
  provider_id     text collate "C" primary key references identity_provider (id),
  answered        bigint not null default 0,
  failed          bigint not null default 0,
  last_answer_at  timestamptz,
  last_fault_at   timestamptz,
  last_fault      text
);

-- That an end user, by pseudonym, was confirmed. Kept when it ends; removed when the person is erased or its term is over.
create table identity_assertion (
  id             text collate "C" primary key,
  service_id     text collate "C" not null references service (id),
  end_user       text collate "C" not null check (end_user <> ''),
  level          text not null check (level in ('phone', 'verified', 'entity')),
  method         text not null check (method in ('code-sms', 'code-email', 'vendor', 'national', 'oidc', 'app')),
  provider_id    text collate "C" references identity_provider (id),
  -- The other side's own number of the check.
  reference      text,
  -- Keyed hash within the service of what was confirmed, by which one person's accounts can be counted.
  subject_kind   text check (subject_kind in ('phone', 'email', 'id', 'entity', 'account')),
  subject_hash   bytea check (octet_length(subject_hash) = 32),
  age_band       text check (age_band in ('under-8', '8-13', '14-15', '16-17', 'adult')),
  asserted_at    timestamptz not null,
  until_at       timestamptz not null check (until_at > asserted_at),
  ended_at       timestamptz,
  ended_by       text,
  ended_reason   text check (ended_reason in ('renewed', 'withdrawn', 'mistaken')),
  check ((subject_kind is null) = (subject_hash is null)),
  check (num_nulls(ended_at, ended_by, ended_reason) in (0, 3)),
  check ((provider_id is not null) = (method in ('vendor', 'national', 'oidc')))
);
-- One standing assertion a level, method and vendor: confirming anew ends the one before.
create unique index identity_assertion_standing
  on identity_assertion (service_id, end_user, level, method, coalesce(provider_id, ''))
  where ended_at is null;
create index identity_assertion_user on identity_assertion (end_user, asserted_at desc);
create index identity_assertion_subject on identity_assertion (service_id, subject_hash) where ended_at is null;
create index identity_assertion_over on identity_assertion (least(ended_at, until_at));

-- What was begun and is not yet confirmed: a code on its way, a sign-in elsewhere. What it leads to leaves evidence, not this.
create table identity_attempt (
  id            text collate "C" primary key,
  service_id    text collate "C" not null,
  end_user      text collate "C" not null check (end_user <> ''),
  kind          text not null check (kind in ('code-sms', 'code-email', 'vendor', 'national', 'oidc')),
  provider_id   text collate "C" references identity_provider (id),
  -- Keyed hash of where a code was sent.
  address_hash  bytea check (octet_length(address_hash) = 32),
  -- Keyed hash of the code.
  code_hash     bytea check (octet_length(code_hash) = 32),
  -- What the next step needs and nobody else may know, encrypted with the key-encryption key.
  sealed        bytea,
  tries         integer not null default 0,
  begun_at      timestamptz not null,
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  check ((code_hash is not null) = (kind in ('code-sms', 'code-email')) and (code_hash is null) = (address_hash is null))
);
create index identity_attempt_user on identity_attempt (service_id, end_user, begun_at);
create index identity_attempt_address on identity_attempt (address_hash, begun_at) where address_hash is not null;
create index identity_attempt_begun on identity_attempt (begun_at);

-- An assertion may only end, once; another confirmation is another row.
create function identity_assertion_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.ended_at is null and new.ended_at is not null
       and (to_jsonb(new) - array['ended_at', 'ended_by', 'ended_reason']) = (to_jsonb(old) - array['ended_at', 'ended_by', 'ended_reason'])
    then return new; end if;
  end if;
  raise exception 'an assertion is kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create function notify_identity() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    perform pg_notify('hegui_identity', old.service_id || ' ' || old.end_user);
  else
    perform pg_notify('hegui_identity', new.service_id || ' ' || new.end_user);
  end if;
  return null;
end $$;

create constraint trigger evidence_required after insert or update or delete on identity_provider
  deferrable initially deferred for each row execute function evidence_is_required();
create constraint trigger evidence_required after insert or update or delete on identity_assertion
  deferrable initially deferred for each row execute function evidence_is_required();
create trigger kept before update on identity_assertion
  for each row execute function identity_assertion_is_kept();
create trigger kept_whole before truncate on identity_assertion
  for each statement execute function identity_assertion_is_kept();
create trigger notify after insert or update or delete on identity_assertion
  for each row execute function notify_identity();
