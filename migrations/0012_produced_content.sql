-- Why:    the register of produced content: every picture, sound, film, document and text that was given a label with a number
--         of its own, and files that wait at an address to be fetched for a while.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from produced_content;  -- 0 right after

create table produced_content (
  produce_id       text collate "C" primary key,
  service_id       text collate "C" not null,
  -- The request that asked for it; null for a file that a member of staff had labelled.
  exchange_id      text collate "C",
  kind             text not null check (kind in ('picture', 'sound', 'film', 'document', 'text')),
  media_type       text not null,
  format           text not null,
  -- Of the labelled file.
  sha256           bytea not null check (octet_length(sha256) = 32),
  bytes            integer not null check (bytes > 0),
  model            text,
  -- As it stands in the file, in the order of GB 45438 Annex E, which jsonb would not keep.
  label            text not null,
  explicit         boolean not null,
  -- Why no mark that people see or hear is in the file.
  explicit_reason  text,
  made_at          timestamptz not null,
  check (explicit = (explicit_reason is null))
);
create index produced_content_sha256 on produced_content (sha256);
create index produced_content_exchange on produced_content (exchange_id) where exchange_id is not null;
create constraint trigger evidence_required after insert on produced_content
  deferrable initially deferred for each row execute function evidence_is_required();

-- What was made stays made: a number is never given to another file.
create function produced_content_is_insert_only() returns trigger language plpgsql as $$
begin
  raise exception 'the register is insert-only: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger insert_only before update or delete or truncate on produced_content
  for each statement execute function produced_content_is_insert_only();

-- A file at an address that nobody can guess. It goes when its time is over, without evidence of its own: the register and
-- its entry stay.
create table produced_file (
  -- SHA-256 of the address's token, so that reading the table opens no file.
  token_hash   bytea primary key check (octet_length(token_hash) = 32),
  produce_id   text collate "C" not null references produced_content (produce_id),
  -- Sealed under the data key of whoever asked for it: erasing the person erases the file.
  content_key  text not null,
  content      bytea not null,
  expires_at   timestamptz not null
);
alter table produced_file alter column content set storage external;
create index produced_file_expires on produced_file (expires_at);
create constraint trigger evidence_required after insert on produced_file
  deferrable initially deferred for each row execute function evidence_is_required();
