-- Why:    what was told about a service and what follows from it is kept: memos that are signed, facts that the provider's own
--         app tells between them, what traffic shows, and findings that no longer hold.
-- Locks:  exchange, against writing, for the time of building one index in the place of another (a few seconds for a
--         million rows).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from scope_memo;  -- 0 right after

-- How many end users a service has is counted once a day from the index alone.
create index exchange_service_end_user on exchange (service_id, end_user);
drop index exchange_service;

create table scope_memo (
  id           text collate "C" primary key,
  service_id   text collate "C" not null references service (id),
  number       integer not null check (number > 0),
  -- The facts object as it was told. json, not jsonb: findings are compared in their order.
  facts        json not null,
  day          date not null,
  findings     json not null,
  -- SHA-256 of the sources of law that the findings rest on.
  law_digest   bytea not null check (octet_length(law_digest) = 32),
  made_at      timestamptz not null,
  made_by      text not null,
  signed_at    timestamptz,
  signed_by    text,
  -- As the signer wrote it.
  signed_name  text,
  unique (service_id, number),
  check ((signed_at is null) = (signed_by is null) and (signed_at is null) = (signed_name is null))
);

-- Facts told after the memo, by the provider's own app; they wait for the next memo.
create table scope_told (
  service_id  text collate "C" primary key references service (id),
  facts       json not null,
  told_at     timestamptz not null
);

-- What traffic shows of a service, once for each: minors, image, audio, video.
create table scope_seen (
  service_id   text collate "C" not null references service (id),
  observation  text not null,
  seen_at      timestamptz not null,
  primary key (service_id, observation)
);

-- Findings of the latest memo that would now be others. At most one is open for a service.
create table scope_change (
  id          text collate "C" primary key,
  service_id  text collate "C" not null references service (id),
  memo_id     text collate "C" not null references scope_memo (id),
  causes      text[] not null,
  observed    json not null,
  changed     json not null,
  found_at    timestamptz not null,
  closed_at   timestamptz
);
create unique index scope_change_open on scope_change (service_id) where closed_at is null;

do $$
declare name text;
begin
  foreach name in array array['scope_memo', 'scope_told', 'scope_seen', 'scope_change']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;

-- A memo stays as it was made; only a signature is added, once.
create function scope_memo_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.signed_at is null and new.signed_at is not null
     and (new.id, new.service_id, new.number, new.day, new.law_digest, new.made_at, new.made_by)
         is not distinct from (old.id, old.service_id, old.number, old.day, old.law_digest, old.made_at, old.made_by)
     and new.facts::text = old.facts::text and new.findings::text = old.findings::text
  then return new;
  end if;
  raise exception 'a scope memo is kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;
create trigger kept before update or delete on scope_memo for each row execute function scope_memo_is_kept();
