-- Why:    Measures Art. 9 and 10: service agreements by version and who accepted which, what each service discloses by version, and
--         whether a user's input may be used for training.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from service_agreement;  -- 0 right after

-- A draft has no number. Publishing gives it one, and from then on it is never changed: another text is another version.
create table service_agreement (
  id            text collate "C" primary key,
  service_id    text collate "C" not null references service (id),
  number        integer check (number > 0),
  title_zh      text not null,
  title_en      text not null,
  text_zh       text not null,
  text_en       text not null,
  -- By clause of the checklist, the passages that cover it: {clause: {zh, en}}.
  marks         jsonb not null,
  revision      integer not null check (revision > 0),
  changed_at    timestamptz not null,
  changed_by    text not null,
  -- From then on the next lines hold.
  published_at  timestamptz,
  published_by  text,
  published_as  text,
  effective_at  timestamptz,
  -- Must those who accepted an earlier version accept this one?
  is_material   boolean,
  -- Clauses that were open when it was published, and why it was published all the same.
  gaps          text[],
  gap_reason    text,
  -- SHA-256 of what readers of each language are shown.
  digest_zh     bytea check (octet_length(digest_zh) = 32),
  digest_en     bytea check (octet_length(digest_en) = 32),
  unique (service_id, number),
  check (num_nulls(number, published_at, published_by, published_as, effective_at, is_material, gaps, digest_zh, digest_en)
         in (0, 9)),
  check (gaps is null or (cardinality(gaps) > 0) = (gap_reason is not null))
);
create unique index service_agreement_draft on service_agreement (service_id) where number is null;

-- That an end user, by the pseudonym that the service's app knows them by, accepted a version. Kept when it is withdrawn.
create table agreement_acceptance (
  id            text collate "C" primary key,
  service_id    text collate "C" not null references service (id),
  end_user      text collate "C" not null check (end_user <> ''),
  agreement_id  text collate "C" not null references service_agreement (id),
  number        integer not null,
  language      text not null check (language in ('zh', 'en')),
  -- Of the text that was shown.
  digest        bytea not null check (octet_length(digest) = 32),
  channel       text not null check (channel in ('app', 'portal')),
  accepted_at   timestamptz not null,
  withdrawn_at  timestamptz,
  withdrawn_by  text check (withdrawn_by in ('app', 'portal')),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
-- One standing acceptance an end user and version: accepting twice is accepting once.
create unique index agreement_acceptance_standing on agreement_acceptance (service_id, end_user, number)
  where withdrawn_at is null;
create index agreement_acceptance_at on agreement_acceptance (accepted_at desc, id desc);
create index agreement_acceptance_user on agreement_acceptance (end_user, accepted_at desc);

-- What a service says about itself, with what the product knew at that moment. A draft has no number, as above.
create table service_disclosure (
  id            text collate "C" primary key,
  service_id    text collate "C" not null references service (id),
  number        integer check (number > 0),
  content       jsonb not null,
  revision      integer not null check (revision > 0),
  changed_at    timestamptz not null,
  changed_by    text not null,
  published_at  timestamptz,
  published_by  text,
  published_as  text,
  facts         jsonb,
  gaps          text[],
  gap_reason    text,
  digest        bytea check (octet_length(digest) = 32),
  unique (service_id, number),
  check (num_nulls(number, published_at, published_by, published_as, facts, gaps, digest) in (0, 7)),
  check (gaps is null or (cardinality(gaps) > 0) = (gap_reason is not null))
);
create unique index service_disclosure_draft on service_disclosure (service_id) where number is null;

-- An end user's own word about training; without one the service's policy speaks. Earlier words stand in the evidence.
create table training_choice (
  service_id  text collate "C" not null references service (id),
  end_user    text collate "C" not null check (end_user <> ''),
  choice      text not null check (choice in ('allowed', 'refused')),
  channel     text not null check (channel in ('app', 'portal')),
  chosen_at   timestamptz not null,
  primary key (service_id, end_user)
);

-- What was published stays as it was; drafts come, change and go.
create function published_version_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op <> 'TRUNCATE' then
    if old.number is null then
      if tg_op = 'DELETE' then return old; end if;
      return new;
    end if;
  end if;
  raise exception 'what was published is kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;

-- An acceptance may only be withdrawn, once; it is never removed.
create function agreement_acceptance_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.withdrawn_at is null and new.withdrawn_at is not null
       and (new.id, new.service_id, new.end_user, new.agreement_id, new.number, new.language, new.digest, new.channel, new.accepted_at)
           = (old.id, old.service_id, old.end_user, old.agreement_id, old.number, old.language, old.digest, old.channel, old.accepted_at)
    then return new; end if;
  end if;
  raise exception 'an acceptance is kept: % on % refused', tg_op, tg_table_name using errcode = 'HG001';
end $$;

-- What processes keep in memory under the key that they are told.
create function notify_service_agreement() returns trigger language plpgsql as $$
begin
  perform pg_notify('hegui_agreements', new.service_id);
  return null;
end $$;
create function notify_end_user() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], new.service_id || ' ' || new.end_user);
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['service_agreement', 'agreement_acceptance', 'service_disclosure', 'training_choice']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
  foreach name in array array['service_agreement', 'service_disclosure']
  loop
    execute format('create trigger kept before update or delete on %I
                    for each row execute function published_version_is_kept()', name);
    execute format('create trigger kept_whole before truncate on %I
                    for each statement execute function published_version_is_kept()', name);
  end loop;
end $$;
create trigger kept before update or delete on agreement_acceptance
  for each row execute function agreement_acceptance_is_kept();
create trigger kept_whole before truncate on agreement_acceptance
  for each statement execute function agreement_acceptance_is_kept();
create trigger notify after insert or update on service_agreement
  for each row when (new.number is not null) execute function notify_service_agreement();
create trigger notify after insert or update on agreement_acceptance
  for each row execute function notify_end_user('hegui_acceptances');
create trigger notify after insert or update on training_choice
  for each row execute function notify_end_user('hegui_training_choices');
