-- Why:    digests of the board and notices that something turned red; tasks for law that is not in force yet; test complaints that the
--         board's probe sends, kept apart from those of people.
-- Locks:  complaint, for adding a column with a constant default: a change of the catalogue, no rewrite; the rest is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from status_digest;  -- 0 right after; select count(*) from complaint where synthetic;  -- 0 but for moments

-- When and to whom the board is told. Addresses are those of the provider's own people.
create table status_digest_settings (
  "only"      boolean primary key default true check ("only"),
  settings    jsonb not null,
  revision    integer not null check (revision > 0),
  changed_at  timestamptz not null
);

-- What was told, without its words: those lie sealed with each notice.
create table status_digest (
  id        text collate "C" primary key,
  kind      text not null check (kind in ('daily', 'weekly', 'by-hand', 'alert')),
  -- When one was to go out; of every such instant there is one.
  slot      timestamptz unique,
  -- It tells of changes after the first and up to the second.
  from_at   timestamptz not null,
  to_at     timestamptz not null,
  -- Of an alert: what is red, so that it is told once.
  red       text[] not null,
  counts    jsonb not null,
  made_by   text not null,
  check ((kind in ('daily', 'weekly')) = (slot is not null))
);
create index status_digest_to on status_digest (to_at desc, id desc);

-- Law that will hold: what it asks of this provider, who prepares for it, and whether that is done.
create table status_coming (
  -- Of law/obligations, with the day on which this version of it takes force.
  obligation_id  text collate "C" not null,
  from_on        date not null,
  owner          text,
  done_on        date,
  note           text not null,
  noticed_at     timestamptz not null,
  changed_at     timestamptz,
  changed_by     text,
  primary key (obligation_id, from_on)
);

-- A test complaint goes the way of everybody's and counts nowhere; its number is taken from another row of numbers, so that those of
-- people have no gaps.
alter table complaint add column synthetic boolean not null default false;
create sequence complaint_probe_number increment by -1 minvalue -2147483648 maxvalue -1 start with -1 cycle;
create index complaint_synthetic on complaint (id) where synthetic;

do $$
declare name text;
begin
  foreach name in array array['status_digest_settings', 'status_digest', 'status_coming']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
