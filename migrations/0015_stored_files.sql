-- Why:    files that wait to be fetched lie in a file store instead of the database, for as long as the policy of their service
--         says, and leave evidence when they go; what was labelled and what was not is counted by the hour as the log grows.
-- Locks:  produced_content, SHARE while two indexes are built over it (one row a produced file).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select store, count(*) from stored_file group by 1;  -- none right after

create table stored_file (
  -- Its name in the store.
  id           text collate "C" primary key,
  produce_id   text collate "C" not null references produced_content (produce_id),
  service_id   text collate "C" not null,
  store        text not null check (store in ('folder', 's3')),
  -- SHA-256 of its address's token, so that reading the table opens no file; null for what has no address of its own.
  token_hash   bytea unique check (octet_length(token_hash) = 32),
  -- Sealed under the data key of whoever asked for it: erasing the person erases the file.
  content_key  text collate "C" not null,
  -- Of the file, before it was sealed.
  bytes        bigint not null check (bytes > 0),
  expires_at   timestamptz not null,
  deleted_at   timestamptz
);
create index stored_file_expires on stored_file (expires_at) where deleted_at is null;
create index stored_file_content_key on stored_file (content_key) where deleted_at is null;
create index stored_file_produced on stored_file (produce_id);
create constraint trigger evidence_required after insert or update or delete on stored_file
  deferrable initially deferred for each row execute function evidence_is_required();
-- Files that still wait in produced_file are handed out there until their time is over.

create index produced_content_made on produced_content (made_at, produce_id);
create index produced_content_service_made on produced_content (service_id, made_at, produce_id);

-- What the log says of labels, by the hour: derived from entries, and written anew from them at will.
create table label_count (
  hour        timestamptz not null,
  service_id  text collate "C" not null,
  kind        text not null check (kind in ('text', 'picture', 'sound', 'film', 'document')),
  -- marked: implicit, and explicit in the content. implicit: the interface shows the mark. lifted: a user asked for content
  -- without explicit mark. withheld: not let out, because it could not be labelled.
  outcome     text not null check (outcome in ('marked', 'implicit', 'lifted', 'withheld')),
  contents    bigint not null check (contents > 0),
  primary key (hour, service_id, kind, outcome)
);
-- Up to which leaf of the log contents were counted.
create table label_count_cursor (
  "only"  boolean primary key default true check ("only"),
  leaf    bigint not null
);
insert into label_count_cursor (leaf) values (-1);
