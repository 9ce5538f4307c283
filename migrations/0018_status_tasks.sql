-- Why:    what software cannot do: who does it, by when, and until when its being done counts; an address at which calendars fetch
--         the dates.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from status_task;  -- 0 right after

create table status_task (
  -- Of law/obligations.
  obligation_id  text collate "C" primary key,
  owner          text,
  due_on         date,
  done_on        date,
  valid_until    date,
  note           text not null,
  changed_at     timestamptz not null,
  changed_by     text not null,
  check (valid_until is null or done_on is not null)
);

-- One secret address for calendars, which cannot sign in. Reading the table opens nothing: it holds the token's hash.
create table status_feed (
  "only"      boolean primary key default true check ("only"),
  token_hash  bytea not null check (octet_length(token_hash) = 32),
  made_at     timestamptz not null,
  made_by     text not null
);

do $$
declare name text;
begin
  foreach name in array array['status_task', 'status_feed']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
