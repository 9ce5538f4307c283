-- Why:    the app of a service hears by webhooks of its own what becomes of complaints, requests and measures; a test of the way in
--         for requests is marked, so that it reaches neither desk nor figures; measures and what led to them go at the end of a term;
--         the desk of appeals is read in the order of an index, and files of one person are found by one.
-- Locks:  notice and privacy_request, for a moment (a new column each); notice, privacy_request, training_choice, measure,
--         measure_strike, measure_appeal and produced_file, against writing, while indexes are built over them.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from webhook;  -- 0 right after; select count(*) from privacy_request where synthetic;  -- 0 but for moments

create table webhook (
  id          text collate "C" primary key,
  service_id  text not null references service (id),
  url         text not null,
  -- What it is told of: complaint, privacy, measure.
  events      text[] not null check (cardinality(events) > 0),
  -- The shared secret under the key-encryption key.
  secret      bytea not null,
  created_at  timestamptz not null,
  created_by  text not null,
  ended_at    timestamptz
);
create index webhook_of on webhook (service_id) where ended_at is null;

-- Where a notice goes that is not for the one webhook of the configuration.
alter table notice add column webhook_id text collate "C" references webhook (id);
create index notice_webhook on notice (webhook_id, created_at desc, id desc) where webhook_id is not null;

-- A test request goes the way of everybody's and counts nowhere; its number is taken from another row of numbers.
alter table privacy_request add column synthetic boolean not null default false;
create sequence privacy_probe_number increment by -1 minvalue -2147483648 maxvalue -1 start with -1 cycle;
create index privacy_request_synthetic on privacy_request (id) where synthetic;

-- Who refused last is looked at first: whether their records say so.
create index training_choice_refused on training_choice (chosen_at desc) where choice = 'refused';

-- What is past its term is found without reading what is not: erased measures name nobody any more.
create index measure_past on measure (ended_at, id) where ended_at is not null and end_user not like 'erased:%';
create index measure_strike_past on measure_strike (at) where measure_id is null;

-- Files of one person are found without reading those of all others; compared as the ids of keys are.
create index produced_file_content_key on produced_file (content_key collate "C");

-- As the desk reads it: due first, then by the measure.
create index measure_appeal_queue on measure_appeal (due_at, measure_id) where state = 'open';
drop index measure_appeal_due;

create constraint trigger evidence_required after insert or update or delete on webhook
  deferrable initially deferred for each row execute function evidence_is_required();
