-- Why:    how old end users are and who said so, guardians and what they set, minor mode by service, appeals of people whose age was
--         misjudged, contacts and crises of companion services. A column is new on exchange: what minor mode made of a request. Time of
--         use is counted from it, so that it is as durable as the exchange itself and needs no writer of its own.
-- Locks:  exchange, against writing, for the time of building two partial indexes that hold no row yet (a second for a million rows).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from exchange where minor_mode is not null;  -- 0 right after

-- `used`: served and counted as time. Anything else: why minor mode refused it. Null: nothing to do with minor mode.
alter table exchange add column minor_mode text;
create index exchange_minor_mode_of on exchange (end_user, opened_at) where minor_mode is not null;
create index exchange_minor_mode_stopped on exchange (opened_at) where minor_mode is not null and minor_mode <> 'used';

create table minor_policy (
  service_id   text collate "C" primary key references service (id),
  settings     jsonb not null,
  revision     integer not null check (revision > 0),
  changed_at   timestamptz not null,
  changed_by   text not null
);

-- What each source said last about the age of an end user; the strongest source that said anything is believed.
create table age_statement (
  service_id   text collate "C" not null references service (id),
  end_user     text collate "C" not null check (end_user <> ''),
  source       text not null check (source in ('declared', 'guardian', 'verified', 'decided')),
  band         text not null check (band in ('under-8', '8-13', '14-15', '16-17', 'adult')),
  stated_at    timestamptz not null,
  primary key (service_id, end_user, source)
);
create index age_statement_user on age_statement (end_user);

-- A code that a child's app shows, for a guardian to type. Only a keyed hash of it is kept, for half an hour.
create table guardian_code (
  code_hash    bytea primary key check (octet_length(code_hash) = 32),
  service_id   text collate "C" not null references service (id),
  end_user     text collate "C" not null check (end_user <> ''),
  expires_at   timestamptz not null
);
create index guardian_code_of on guardian_code (service_id, end_user);

create table guardian_link (
  id           text collate "C" primary key,
  service_id   text collate "C" not null references service (id),
  -- The child.
  end_user     text collate "C" not null check (end_user <> ''),
  -- `code`: somebody who held the child's phone; `vouched`: the app of the service checked who it is.
  assurance    text not null check (assurance in ('code', 'vouched')),
  receipt      text collate "C" not null unique references portal_receipt (number),
  settings     jsonb not null,
  revision     integer not null check (revision > 0),
  linked_at    timestamptz not null,
  -- Consent to the handling of a child's personal information; SHA-256 of the words that were shown.
  consented_at timestamptz,
  consent_hash bytea check (octet_length(consent_hash) = 32),
  ended_at     timestamptz,
  ended_by     text check (ended_by in ('guardian', 'app', 'decided')),
  check ((consented_at is null) = (consent_hash is null)),
  check ((ended_at is null) = (ended_by is null))
);
create unique index guardian_link_standing on guardian_link (service_id, end_user) where ended_at is null;
create index guardian_link_user on guardian_link (end_user);

create table age_appeal (
  id            text collate "C" primary key,
  service_id    text collate "C" not null references service (id),
  end_user      text collate "C" not null check (end_user <> ''),
  receipt       text collate "C" not null unique references portal_receipt (number),
  -- As it was treated, and as the person says.
  band          text check (band in ('under-8', '8-13', '14-15', '16-17', 'adult')),
  claimed       text not null check (claimed in ('under-8', '8-13', '14-15', '16-17', 'adult')),
  language      text not null check (language in ('zh-CN', 'en')),
  received_at   timestamptz not null,
  due_at        timestamptz not null,
  state         text not null check (state in ('open', 'decided')),
  outcome       text check (outcome in ('upheld', 'overturned')),
  decided_at    timestamptz,
  decided_by    text,
  late          boolean,
  content_key   text not null,
  content       bytea not null,
  answer_key    text,
  answer        bytea,
  check ((state = 'decided') = (outcome is not null and decided_at is not null and decided_by is not null
                                and late is not null and answer is not null))
);
create unique index age_appeal_open on age_appeal (service_id, end_user) where state = 'open';
create index age_appeal_due on age_appeal (due_at, id) where state = 'open';
create index age_appeal_user on age_appeal (end_user);

-- Whom to call when an end user of a companion service is in danger. Name and address lie sealed.
create table companion_contact (
  service_id   text collate "C" not null references service (id),
  end_user     text collate "C" not null check (end_user <> ''),
  kind         text not null check (kind in ('emergency', 'guardian')),
  channel      text not null check (channel in ('email', 'sms')),
  language     text not null check (language in ('zh-CN', 'en')),
  content_key  text not null,
  content      bytea not null,
  set_at       timestamptz not null,
  primary key (service_id, end_user)
);
create index companion_contact_user on companion_contact (end_user);

-- One exchange in which somebody seemed to be in danger, by a list that the provider marked so.
create table companion_crisis (
  exchange_id  text collate "C" primary key,
  service_id   text collate "C" not null references service (id),
  end_user     text collate "C",
  found_at     timestamptz not null,
  -- `told`: a notice to the contact was queued. `none`: there is no contact. `lately`: the contact was told less than an hour before.
  contact      text not null check (contact in ('told', 'none', 'lately')),
  handled_at   timestamptz,
  handled_by   text,
  check ((handled_at is null) = (handled_by is null))
);
create index companion_crisis_open on companion_crisis (found_at) where handled_at is null;
create index companion_crisis_user on companion_crisis (end_user) where end_user is not null;

-- What processes keep in memory under the key that they are told.
create function notify_minor_policy() returns trigger language plpgsql as $$
begin
  perform pg_notify('hegui_minor_policies', coalesce(new.service_id, old.service_id));
  return null;
end $$;
create function notify_minor() returns trigger language plpgsql as $$
begin
  perform pg_notify('hegui_minors', coalesce(new.service_id, old.service_id) || ' ' || coalesce(new.end_user, old.end_user));
  return null;
end $$;
create trigger notify after insert or update or delete on minor_policy
  for each row execute function notify_minor_policy();
create trigger notify after insert or update or delete on age_statement
  for each row execute function notify_minor();
create trigger notify after insert or update or delete on guardian_link
  for each row execute function notify_minor();

do $$
declare name text;
begin
  foreach name in array array['minor_policy', 'age_statement', 'guardian_code', 'guardian_link', 'age_appeal', 'companion_contact',
                              'companion_crisis']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
