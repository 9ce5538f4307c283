-- Why:    labelling measures Art. 9: content may leave without explicit label to a user who asked for it and agreed to label it;
--         who got what, when, stays on record for at least six months.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from label_lift;  -- 0 right after

-- What a user agrees to, word for word, in both languages. A version is never changed; another text is another version.
create table label_agreement (
  version     text collate "C" primary key,
  text_zh     text not null,
  text_en     text not null,
  -- SHA-256 of the canonical JSON of {en, version, zh}.
  digest      bytea not null check (octet_length(digest) = 32),
  valid_from  timestamptz not null,
  created_at  timestamptz not null,
  created_by  text not null
);
create trigger insert_only before update or delete or truncate on label_agreement
  for each statement execute function produced_content_is_insert_only();

-- An end user's request, by the pseudonym that the app's service knows them by. Open until it is withdrawn.
create table label_lift_request (
  id                 text collate "C" primary key,
  service_id         text collate "C" not null references service (id),
  end_user           text collate "C" not null check (end_user <> ''),
  agreement_version  text collate "C" not null,
  -- Of the text that was accepted, wherever agreements are kept.
  agreement_digest   bytea not null check (octet_length(agreement_digest) = 32),
  requested_at       timestamptz not null,
  withdrawn_at       timestamptz,
  withdrawn_by       text,
  withdrawn_reason   text,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
-- One open request an end user and version: asking twice is asking once.
create unique index label_lift_request_open on label_lift_request (service_id, end_user, agreement_version)
  where withdrawn_at is null;
create index label_lift_request_at on label_lift_request (requested_at, id);

-- One content that left without explicit label.
create table label_lift (
  id                 text collate "C" primary key,
  request_id         text collate "C" not null references label_lift_request (id),
  service_id         text collate "C" not null,
  end_user           text collate "C" not null check (end_user <> ''),
  agreement_version  text collate "C" not null,
  exchange_id        text collate "C" not null,
  -- Of the implicit label, which stays in the content.
  produce_id         text collate "C" not null unique,
  kind               text not null check (kind in ('picture', 'sound', 'film', 'document', 'text')),
  lifted_at          timestamptz not null,
  -- Until then nobody can remove the row.
  expires_at         timestamptz not null,
  check ((expires_at at time zone 'UTC') >= (lifted_at at time zone 'UTC') + interval '6 months')
);
create index label_lift_at on label_lift (lifted_at, id);
create index label_lift_expires on label_lift (expires_at);
create index label_lift_request_of on label_lift (request_id);
create index label_lift_exchange on label_lift (exchange_id);
create index label_lift_user on label_lift (end_user, lifted_at);

create function label_lift_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.expires_at <= now() then return old; end if;
    raise exception 'a lifted label stays on record until %', old.expires_at using errcode = 'HG001';
  end if;
  raise exception 'a lifted label is not changed afterwards' using errcode = 'HG001';
end $$;
create trigger kept before update or delete on label_lift for each row execute function label_lift_is_kept();
create trigger kept_whole before truncate on label_lift
  for each statement execute function produced_content_is_insert_only();

-- A request may only be withdrawn, once; it is never removed.
create function label_lift_request_is_kept() returns trigger language plpgsql as $$
begin
  if old.withdrawn_at is not null
     or (new.id, new.service_id, new.end_user, new.agreement_version, new.agreement_digest, new.requested_at)
        is distinct from (old.id, old.service_id, old.end_user, old.agreement_version, old.agreement_digest, old.requested_at) then
    raise exception 'a request may only be withdrawn, and only once' using errcode = 'HG001';
  end if;
  return new;
end $$;
create trigger kept before update on label_lift_request for each row execute function label_lift_request_is_kept();
create trigger insert_only before delete or truncate on label_lift_request
  for each statement execute function produced_content_is_insert_only();

do $$
declare name text;
begin
  foreach name in array array['label_agreement', 'label_lift_request', 'label_lift']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
