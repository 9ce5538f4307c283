-- Why:    registers that the board leans on: incidents with their clock, orders of authorities, licences, and who answers for
--         what; letters that leave the house only after a named person signed them.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from incident;  -- 0 right after

-- What goes to an authority or to people outside: drafted, signed, taken out, delivered. The words never change.
create table letter (
  id             text collate "C" primary key,
  number         integer generated always as identity unique,
  subject_kind   text not null check (subject_kind in ('incident', 'order')),
  subject_id     text collate "C" not null,
  -- What it answers, such as the first report to one recipient; later drafts of the same replace earlier unsigned ones.
  matter         text not null,
  recipient      jsonb not null,
  language       text not null check (language in ('zh-CN', 'en')),
  -- Title, facts and text as they stand on paper.
  content        json not null,
  digest         bytea not null check (octet_length(digest) = 32),
  drafted_at     timestamptz not null,
  drafted_by     text not null,
  signed_at      timestamptz,
  signed_by      text,
  -- As the signer wrote it, and why it leaves.
  signed_name    text,
  signed_reason  text,
  -- When it was first taken out of the house as a file.
  exported_at    timestamptz,
  -- When it reached the recipient, as a person says.
  delivered_at   timestamptz,
  delivered_by   text,
  delivery       jsonb,
  check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (signed_name is null)
         and (signed_at is null) = (signed_reason is null)),
  check (exported_at is null or signed_at is not null),
  check (delivered_at is null or exported_at is not null),
  check ((delivered_at is null) = (delivered_by is null) and (delivered_at is null) = (delivery is null))
);
create index letter_of on letter (subject_id, number);

create table incident (
  id           text collate "C" primary key,
  number       integer generated always as identity unique,
  is_open      boolean not null,
  recorded_at  timestamptz not null
);
create index incident_open on incident (number) where is_open;

-- Everything that was said and done about an incident, in order. Mistakes are corrected by another entry.
create table incident_entry (
  id           text collate "C" primary key,
  incident_id  text collate "C" not null references incident (id),
  place        integer not null check (place > 0),
  at           timestamptz not null,
  "by"         text not null,
  by_name      text not null,
  -- What was done, with what belongs to it.
  deed         json not null,
  unique (incident_id, place)
);

create table rectification_order (
  id           text collate "C" primary key,
  number       integer generated always as identity unique,
  is_open      boolean not null,
  recorded_at  timestamptz not null
);
create index rectification_order_open on rectification_order (number) where is_open;

create table rectification_order_entry (
  id        text collate "C" primary key,
  order_id  text collate "C" not null references rectification_order (id),
  place     integer not null check (place > 0),
  at        timestamptz not null,
  "by"      text not null,
  by_name   text not null,
  deed      json not null,
  unique (order_id, place)
);

-- A renewal, a correction and an end are each a version of their own.
create table licence_version (
  id               text collate "C" primary key,
  licence_id       text collate "C" not null,
  version          integer not null check (version > 0),
  -- Of law/licences, or `other`.
  kind             text not null,
  name             text not null,
  number           text not null,
  holder           text not null,
  issuer           text not null,
  valid_from       date not null,
  -- Null: without an end.
  valid_to         date,
  document_sha256  bytea check (octet_length(document_sha256) = 32),
  note             text not null,
  -- The day from which it is no longer held.
  ended_on         date,
  at               timestamptz not null,
  "by"             text not null,
  by_name          text not null,
  unique (licence_id, version),
  check (valid_to is null or valid_to >= valid_from)
);

-- Who answers for a statutory role or a duty, since when, appointed by whom.
create table appointment (
  id           text collate "C" primary key,
  -- Of law/roles.
  subject      text not null,
  person       text not null,
  -- Their account, where they have one: an account that was disabled shows that they left.
  staff_id     text,
  deputy       text,
  from_on      date not null,
  to_on        date,
  note         text not null,
  made_at      timestamptz not null,
  made_by      text not null,
  signed_at    timestamptz,
  signed_by    text,
  signed_name  text,
  ended_on     date,
  end_reason   text,
  ended_at     timestamptz,
  ended_by     text,
  check (to_on is null or to_on >= from_on),
  check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (signed_name is null)),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_on is null)
         and (ended_at is null) = (end_reason is null))
);
create index appointment_of on appointment (subject, from_on);

create table training (
  id               text collate "C" primary key,
  person           text not null,
  staff_id         text,
  topic            text not null,
  held_on          date not null,
  -- The material as people call it, such as `v3`, and its SHA-256 where it was kept.
  material         text not null,
  material_sha256  bytea check (octet_length(material_sha256) = 32),
  result           text not null check (result in ('passed', 'failed', 'attended')),
  -- Due again after this day; null: once is enough.
  valid_until      date,
  at               timestamptz not null,
  "by"             text not null,
  withdrawn_at     timestamptz,
  withdrawn_by     text,
  withdrawn_reason text,
  check (valid_until is null or valid_until >= held_on),
  check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
create index training_of on training (person, topic, held_on);

do $$
declare name text;
begin
  foreach name in array array['letter', 'incident', 'incident_entry', 'rectification_order', 'rectification_order_entry',
                              'licence_version', 'appointment', 'training']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;

-- Entries and versions stay as they were written.
create function register_entry_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'a register only grows: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger kept before update or delete on incident_entry for each row execute function register_entry_is_kept();
create trigger kept before update or delete on rectification_order_entry for each row execute function register_entry_is_kept();
create trigger kept before update or delete on licence_version for each row execute function register_entry_is_kept();

-- What was said once stays; what is missing is added once: a signature, a delivery, an end.
create function register_row_is_kept() returns trigger language plpgsql as $$
declare
  was jsonb := to_jsonb(old);
  name text;
begin
  if tg_op = 'UPDATE' then
    for name in select jsonb_object_keys(was) loop
      if was -> name <> 'null'::jsonb and was -> name is distinct from to_jsonb(new) -> name then
        raise exception 'a register only grows: % of % was set before', name, tg_table_name using errcode = 'HG001';
      end if;
    end loop;
    return new;
  end if;
  raise exception 'a register only grows: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger kept before update or delete on letter for each row execute function register_row_is_kept();
create trigger kept before update or delete on appointment for each row execute function register_row_is_kept();
create trigger kept before update or delete on training for each row execute function register_row_is_kept();
