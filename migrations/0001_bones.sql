-- Why:    the bones: evidence log, content keys, exchanges, what the gateway serves, word lists, staff.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from evidence_entry;  -- 0 on a fresh database
--
-- Ids are text in the C collation: they ascend with time, so a fresh row always lands at the right edge of its index.

create table evidence_entry (
  id         text collate "C" primary key,
  -- The transaction that wrote it: the sequencer takes only entries older than every transaction still open,
  -- so that a slow writer can never be overtaken and left out of the tree.
  tx         xid8 not null default pg_current_xact_id(),
  kind       text not null,
  at         timestamptz not null,
  -- Canonical JSON; exactly these bytes are hashed into the tree.
  body       text not null,
  leaf_hash  bytea not null check (length(leaf_hash) = 32)
);
create index evidence_entry_tx on evidence_entry (tx, id);
create index evidence_entry_kind_at on evidence_entry (kind, at) where kind not in ('request.opened', 'response.closed');

-- The order of the entries in the RFC 9162 tree; written by the one elected sequencer.
create table evidence_leaf (
  index     bigint primary key check (index >= 0),
  entry_id  text collate "C" not null unique references evidence_entry (id)
);

-- C2SP tlog-tiles: 256 hashes a tile, level 0 holds leaf hashes; the right-most tile of a level may be partial.
create table evidence_tile (
  level   smallint not null check (level between 0 and 7),
  index   bigint not null check (index >= 0),
  hashes  bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
  primary key (level, index)
);

create table evidence_checkpoint (
  size   bigint primary key check (size >= 0),
  root   bytea not null check (length(root) = 32),
  -- A C2SP signed note.
  note   text not null,
  at     timestamptz not null
);

-- Where the sequencer stands: entries up to (tx, entry_id) are in the tree.
create table evidence_cursor (
  "only"    boolean primary key default true check ("only"),
  tx        xid8 not null,
  entry_id  text collate "C" not null,
  size      bigint not null
);
insert into evidence_cursor (tx, entry_id, size) values ('0', '', 0);

-- Evidence is never changed. TRUNCATE is refused too; the owner of the database can still drop the trigger,
-- which is why checkpoints are signed and meant to be kept elsewhere.
create function evidence_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'evidence is append-only: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger append_only before update or delete or truncate on evidence_entry
  for each statement execute function evidence_is_append_only();
create trigger append_only before update or delete or truncate on evidence_leaf
  for each statement execute function evidence_is_append_only();
create trigger append_only before update or delete or truncate on evidence_checkpoint
  for each statement execute function evidence_is_append_only();

-- A change of state whose transaction wrote no evidence cannot commit.
create function evidence_is_required() returns trigger language plpgsql as $$
begin
  if not exists (select from evidence_entry where tx = pg_current_xact_id()) then
    raise exception 'a change of % had no evidence in its transaction', tg_table_name using errcode = 'HG002';
  end if;
  return null;
end $$;

-- One data key per person (or per service and day where no person is named). Destroying the key erases the content.
create table content_key (
  id            text collate "C" primary key,
  -- Pseudonym of the end user within a service, or `anonymous:<service>:<day>`.
  subject       text not null,
  wrapped       bytea,
  wrapped_by    text not null,
  created_at    timestamptz not null,
  destroyed_at  timestamptz,
  check ((wrapped is null) = (destroyed_at is not null))
);
create unique index content_key_live on content_key (subject) where destroyed_at is null;

create table provider (
  "only"         boolean primary key default true check ("only"),
  name           text not null,
  -- Unified social credit code, 18 characters, checked.
  credit_code    text not null check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  created_at     timestamptz not null,
  changed_at     timestamptz not null
);

create table service (
  id          text collate "C" primary key,
  name        text not null unique,
  -- Characters 24 to 27 of the provider code: the service's own model or application code.
  model_code  text not null check (model_code ~ '^[0-9A-Z]{4}$'),
  -- contract/policy.ts; every change raises the version.
  policy      jsonb not null,
  policy_version integer not null check (policy_version > 0),
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  retired_at  timestamptz
);

create table api_key (
  id            text collate "C" primary key,
  service_id    text not null references service (id),
  name          text not null,
  -- SHA-256 of the key; the key itself is shown once. It is 256 random bits, so a slow hash would add nothing.
  hash          bytea not null unique check (length(hash) = 32),
  -- First characters, so that people can tell keys apart.
  hint          text not null,
  -- Requests a minute and requests open at once; null = no limit of its own.
  rate_per_minute integer check (rate_per_minute > 0),
  open_max      integer check (open_max > 0),
  -- Made for the console's playground: its exchanges are marked synthetic.
  synthetic     boolean not null default false,
  created_at    timestamptz not null,
  expires_at    timestamptz,
  revoked_at    timestamptz
);
create index api_key_service on api_key (service_id);

create table upstream (
  id           text collate "C" primary key,
  name         text not null unique,
  base_url     text not null,
  -- Encrypted with the key-encryption key; null when the upstream needs none.
  api_key      bytea,
  -- {"public model name": "upstream's model name"}; empty = names pass unchanged.
  models       jsonb not null default '{}',
  -- Time-outs in ms; null = the configured default.
  connect_ms     integer check (connect_ms > 0),
  first_byte_ms  integer check (first_byte_ms > 0),
  idle_ms        integer check (idle_ms > 0),
  created_at   timestamptz not null,
  changed_at   timestamptz not null,
  retired_at   timestamptz
);

-- The upstreams of a service in the order of failover.
create table service_upstream (
  service_id   text not null references service (id),
  position     integer not null check (position >= 0),
  upstream_id  text not null references upstream (id),
  primary key (service_id, position),
  unique (service_id, upstream_id)
);

create table word_list (
  id          text collate "C" primary key,
  name        text not null unique,
  -- One of the 31 risks of GB/T 45654-2025 Annex A, such as A.1.f; the default of its terms.
  risk        text not null,
  action      text not null check (action in ('block', 'replace', 'flag')),
  enabled     boolean not null default true,
  -- What screening treats as the same character: {"width","case","traditional","invisible","separators"}: booleans.
  folding     jsonb not null,
  version     integer not null check (version > 0),
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  retired_at  timestamptz
);

create table term (
  id       text collate "C" primary key,
  list_id  text not null references word_list (id),
  text     text not null check (text <> ''),
  risk     text,
  action   text check (action in ('block', 'replace', 'flag')),
  note     text,
  unique (list_id, text)
);

-- Which lists a service uses; a service with no row uses every enabled list.
create table service_word_list (
  service_id  text not null references service (id),
  list_id     text not null references word_list (id),
  primary key (service_id, list_id)
);

create table staff (
  id             text collate "C" primary key,
  username       text not null unique,
  name           text not null,
  role           text not null check (role in ('administrator', 'compliance-officer', 'reviewer', 'inspector')),
  -- scrypt$N$r$p$salt$hash, base64url.
  password       text not null,
  failures       integer not null default 0,
  locked_until   timestamptz,
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  disabled_at    timestamptz
);

-- Sessions come and go without evidence of their own; signing in and out leaves entries.
create table staff_session (
  -- SHA-256 of the cookie.
  hash        bytea primary key check (length(hash) = 32),
  staff_id    text not null references staff (id),
  csrf        text not null,
  created_at  timestamptz not null,
  seen_at     timestamptz not null,
  expires_at  timestamptz not null
);

-- Two insert-only tables instead of one that is updated: an open exchange without a close is itself a finding.
create table exchange (
  id            text collate "C" primary key,
  entry_id      text collate "C" not null,
  service_id    text not null,
  api_key_id    text not null,
  end_user      text,
  endpoint      text not null,
  model         text not null,
  stream        boolean not null,
  synthetic     boolean not null,
  opened_at     timestamptz not null,
  prompt_chars  integer not null,
  content_key   text not null,
  -- AES-256-GCM of the exchange's request content (evidence/content.ts).
  content       bytea not null
);
create index exchange_opened_at on exchange (opened_at);

create table exchange_close (
  exchange_id    text collate "C" primary key,
  entry_id       text collate "C" not null,
  closed_at      timestamptz not null,
  -- completed | refused | cut | aborted | timed-out | failed
  outcome        text not null,
  reason         text,
  -- Risk codes of all hits, input and output.
  risks          text[] not null,
  hits           integer not null,
  replaced       integer not null,
  upstream_id    text,
  first_token_ms real,
  total_ms       real not null,
  held_chars_max integer not null,
  output_chars   integer not null,
  content_key    text not null,
  content        bytea not null
);
create index exchange_close_closed_at on exchange_close (closed_at);
create index exchange_close_outcome on exchange_close (outcome, closed_at) where outcome <> 'completed' or hits > 0;
alter table exchange alter column content set storage external;
alter table exchange_close alter column content set storage external;

-- Content does not change either; erasing means destroying the key.
create function exchange_is_insert_only() returns trigger language plpgsql as $$
begin
  raise exception 'exchanges are insert-only: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger insert_only before update on exchange for each statement execute function exchange_is_insert_only();
create trigger insert_only before update on exchange_close for each statement execute function exchange_is_insert_only();

-- Deferred to the commit, so that state and evidence may be written in either order.
do $$
declare name text;
begin
  foreach name in array array['provider', 'service', 'api_key', 'upstream', 'service_upstream', 'word_list',
                              'service_word_list', 'staff', 'content_key']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;

-- Terms come 200,000 at a time, too many for a trigger a row: touching their list makes its trigger ask for them.
create function term_touches_list() returns trigger language plpgsql as $$
begin
  update word_list set changed_at = changed_at where id in (select list_id from touched);
  return null;
end $$;
create trigger touches_list after insert on term referencing new table as touched
  for each statement execute function term_touches_list();
create trigger touches_list_on_update after update on term referencing new table as touched
  for each statement execute function term_touches_list();
create trigger touches_list_on_delete after delete on term referencing old table as touched
  for each statement execute function term_touches_list();

-- Anything the gateway keeps in memory has changed: every replica reloads.
create function notify_registry() returns trigger language plpgsql as $$
begin
  notify hegui_registry;
  return null;
end $$;
do $$
declare name text;
begin
  foreach name in array array['provider', 'service', 'api_key', 'upstream', 'service_upstream', 'word_list', 'term',
                              'service_word_list']
  loop
    execute format('create trigger notify_registry after insert or update or delete on %I
                    for each statement execute function notify_registry()', name);
  end loop;
end $$;
