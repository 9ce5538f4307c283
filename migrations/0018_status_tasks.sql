-- Why:    what software cannot do: who does it, by when, and until when its being done counts; an address at which calendars fetch
--         the dates; where news of the board go.
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

-- Where news go: an e-mail address or a webhook. Its secret is encrypted with the key-encryption key, bound to its id.
create table status_channel (
  id          text collate "C" primary key,
  kind        text not null check (kind in ('email', 'webhook')),
  target      text not null,
  -- Of a webhook: what its calls are signed with.
  secret      bytea,
  language    text not null check (language in ('zh-CN', 'en')),
  created_at  timestamptz not null,
  created_by  text not null,
  removed_at  timestamptz,
  -- Up to which change it was told; the last day in China for which it got the digest.
  told_at     timestamptz not null,
  digest_on   date,
  -- How often in a row it failed, why, and when to try again.
  failures    integer not null default 0,
  last_error  text,
  next_at     timestamptz,
  check ((kind = 'webhook') = (secret is not null) or removed_at is not null)
);
create unique index status_channel_live on status_channel (kind, target) where removed_at is null;

do $$
declare name text;
begin
  foreach name in array array['status_task', 'status_feed']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
create constraint trigger evidence_required after insert or delete on status_channel
  deferrable initially deferred for each row execute function evidence_is_required();
create constraint trigger evidence_required_once_removed after update of removed_at on status_channel
  deferrable initially deferred for each row execute function evidence_is_required();
