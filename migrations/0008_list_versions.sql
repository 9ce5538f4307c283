-- Why:    a word list has versions that can be read, compared and brought back; a draft that is tried on live and on
--         stored traffic and approved by a second person before it is live; terms carry severity, source and validity.
-- Locks:  term and word_list, for the time of copying every term once into its history (about 2 s for 200,000 terms).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) = (select count(*) from term) from term_version where to_version is null;  -- true

alter table term
  -- contract/term-rules.ts; there already where terms could carry rules before they had versions.
  add column if not exists rules jsonb,
  add column severity   text check (severity in ('low', 'medium', 'high')),
  add column source     text,
  -- Days in China, both included; outside of them the term is not screened for.
  add column valid_from date,
  add column valid_to   date,
  add check (valid_from <= valid_to);

alter table word_list
  -- What screening looks for changes through a draft that a second person approves.
  add column approval_required boolean not null default false;

-- Everything of a term beside its id, list and text, without what it leaves to the list. New columns come along.
create function term_value(held term) returns jsonb language sql stable parallel safe as $$
  select jsonb_strip_nulls(to_jsonb(held) - array['id', 'list_id', 'text'])
$$;

-- Which terms a list had in which versions: from `from_version` up to and without `to_version`; null = still.
-- Columns collate as those of `term` do: a join between two collations could use no index.
create table term_version (
  list_id       text not null references word_list (id),
  text          text not null,
  from_version  integer not null,
  to_version    integer check (to_version > from_version),
  value         jsonb not null,
  primary key (list_id, text, from_version)
);

-- One row for every version a list ever had: what it was beside its terms, and how it came to be.
create table word_list_version (
  list_id      text collate "C" not null references word_list (id),
  version      integer not null,
  -- {"name","risk","action","folding","enabled"} as of this version.
  state        jsonb not null,
  terms        integer not null,
  digest       text not null,
  -- create | edit | publish | emergency | rollback | upgrade
  cause        text not null,
  by           text not null,
  approved_by  text,
  reason       text,
  -- The version whose content a rollback brought back.
  restored     integer,
  at           timestamptz not null,
  primary key (list_id, version)
);

insert into term_version (list_id, text, from_version, value)
  select t.list_id, t.text, l.version, term_value(t) from term t join word_list l on l.id = t.list_id;
insert into word_list_version (list_id, version, state, terms, digest, cause, by, at)
  select l.id, l.version,
         jsonb_build_object('name', l.name, 'risk', l.risk, 'action', l.action, 'folding', l.folding, 'enabled', l.enabled),
         (select count(*) from term t where t.list_id = l.id), '', 'upgrade', 'system', l.changed_at
    from word_list l;

-- The history keeps itself, so that no statement on `term` can forget it. Terms change before their list's version is
-- raised, in the same transaction: what is written now belongs to the next version.
create function term_keeps_history() returns trigger language plpgsql as $$
begin
  if tg_op in ('UPDATE', 'DELETE') then
    -- An upsert that only inserts fires for updates too.
    if exists (select from gone) then
      -- Looked up row by row through the primary key and addressed by ctid: what was written a moment ago has no
      -- statistics yet, and a join planned without them can compare every row with every other.
      with held as (
        select open.at, open.from_version, l.version + 1 as next
          from gone g join word_list l on l.id = g.list_id,
               lateral (select v.ctid as at, v.from_version from term_version v
                         where v.list_id = g.list_id and v.text = g.text and v.to_version is null offset 0) as open
      ), never as (
        -- Written and taken away within one version: it never was.
        delete from term_version v using held where v.ctid = held.at and held.from_version = held.next
      )
      update term_version v set to_version = held.next from held
       where v.ctid = held.at and held.from_version < held.next;
    end if;
  end if;
  if tg_op in ('UPDATE', 'INSERT') then
    insert into term_version (list_id, text, from_version, value)
      select c.list_id, c.text, l.version + 1, term_value(c) from came c join word_list l on l.id = c.list_id;
  end if;
  return null;
end $$;
create trigger keeps_history_on_insert after insert on term referencing new table as came
  for each statement execute function term_keeps_history();
create trigger keeps_history_on_update after update on term referencing old table as gone new table as came
  for each statement execute function term_keeps_history();
create trigger keeps_history_on_delete after delete on term referencing old table as gone
  for each statement execute function term_keeps_history();

-- What was once live is not rewritten.
create function list_history_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'versions of word lists are kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger kept before update or delete or truncate on word_list_version
  for each statement execute function list_history_is_kept();

-- At most one draft a list. Settings are what the draft changes of the list itself; null members stay as they are.
create table list_draft (
  id              text collate "C" primary key,
  list_id         text collate "C" not null unique references word_list (id),
  -- The live version the draft was last compared with.
  base_version    integer not null,
  settings        jsonb not null default '{}',
  -- Everyone who changed it; none of them may approve it.
  authors         text[] not null,
  created_at      timestamptz not null,
  changed_at      timestamptz not null,
  -- Raised by every change: approvals and trials belong to one revision.
  revision        integer not null default 1,
  approved_by     text,
  approved_at     timestamptz,
  approved_digest text,
  check ((approved_by is null) = (approved_at is null) and (approved_by is null) = (approved_digest is null))
);

-- What a draft changes of the terms: a value to put, or null to remove. Rollbacks pass through here too.
create table draft_term (
  draft_id  text collate "C" not null,
  text      text not null,
  value     jsonb,
  -- Of the term it replaces, which keeps its id.
  term_id   text,
  primary key (draft_id, text)
);

-- Runs of a draft beside the live list. Counters are added to by every process; they prove nothing by themselves: the
-- entry at the end of the run does.
create table list_shadow (
  id          text collate "C" primary key,
  list_id     text collate "C" not null references word_list (id),
  draft_id    text collate "C" not null,
  revision    integer not null,
  -- Share of the exchanges that are tried, above 0 up to 1.
  rate        real not null check (rate > 0 and rate <= 1),
  started_by  text not null,
  started_at  timestamptz not null,
  ended_at    timestamptz
);
create unique index list_shadow_running on list_shadow (list_id) where ended_at is null;
create table list_shadow_count (
  shadow_id           text collate "C" primary key references list_shadow (id),
  exchanges           integer not null default 0,
  -- Not tried because too many waited.
  skipped             integer not null default 0,
  chars               bigint not null default 0,
  new_hits            integer not null default 0,
  lost_hits           integer not null default 0,
  exchanges_with_new  integer not null default 0,
  exchanges_with_lost integer not null default 0
);

-- Back-tests over stored exchanges; the process that runs one beats now and then.
create table list_backtest (
  id            text collate "C" primary key,
  list_id       text collate "C" not null references word_list (id),
  -- What is tried against the live list: a draft's revision, or an earlier version.
  draft_id      text collate "C",
  revision      integer,
  version       integer,
  base_version  integer not null,
  -- running | done | cancelled | failed
  state         text not null,
  cancel_wanted boolean not null default false,
  exchanges_max integer not null check (exchanges_max > 0),
  since         timestamptz,
  total         integer not null,
  exchanges     integer not null default 0,
  erased        integer not null default 0,
  chars         bigint not null default 0,
  new_hits      integer not null default 0,
  lost_hits     integer not null default 0,
  exchanges_with_new  integer not null default 0,
  exchanges_with_lost integer not null default 0,
  started_by    text not null,
  started_at    timestamptz not null,
  beat_at       timestamptz not null,
  ended_at      timestamptz
);
create index list_backtest_list on list_backtest (list_id, started_at desc);

-- Where a trial (a shadow run or a back-test) saw a difference: the exchange and the terms, never its text.
create table list_trial_sample (
  trial_id     text collate "C" not null,
  exchange_id  text collate "C" not null,
  new_terms    text[] not null,
  lost_terms   text[] not null,
  at           timestamptz not null,
  primary key (trial_id, exchange_id)
);

-- What an import refused and why, for the report that can be fetched again.
create table list_import (
  id        text collate "C" primary key,
  list_id   text collate "C" not null references word_list (id),
  file_name text,
  by        text not null,
  at        timestamptz not null,
  counts    jsonb not null,
  -- [{"row","sheet","text","reason"}], at most 100,000.
  refused   jsonb not null,
  warned    jsonb not null
);
create index list_import_list on list_import (list_id, at desc);

do $$
declare name text;
begin
  foreach name in array array['word_list_version', 'list_draft', 'list_shadow']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;

-- Every process learns that a shadow run began, changed or ended.
create function notify_list_shadow() returns trigger language plpgsql as $$
begin
  notify hegui_list_shadow;
  return null;
end $$;
create trigger notify_list_shadow after insert or update or delete on list_shadow
  for each statement execute function notify_list_shadow();
