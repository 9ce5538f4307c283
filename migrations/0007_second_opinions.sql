-- Why:    second opinions: the judges, what they said day by day, texts that passed unjudged, and where people decided.
-- Locks:  none that matter; every table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from judge;  -- 0 right after

create table judge (
  id             text collate "C" primary key,
  name           text not null unique,
  kind           text not null,
  -- contract/judges.ts, without the secret.
  settings       jsonb not null,
  -- Encrypted with the key-encryption key, bound to the judge's id; null when it needs none.
  secret         bytea,
  yuan_per_call  double precision not null check (yuan_per_call >= 0),
  created_at     timestamptz not null,
  changed_at     timestamptz not null,
  retired_at     timestamptz
);
create constraint trigger evidence_required after insert or update or delete on judge
  deferrable initially deferred for each row execute function evidence_is_required();
create trigger notify_registry after insert or update or delete on judge
  for each statement execute function notify_registry();

-- Counts by day in China; measurements, not evidence. What each exchange heard stands in its closing entry.
create table judge_call_day (
  day         date not null,
  judge_id    text collate "C" not null references judge (id),
  service_id  text collate "C" not null,
  direction   text not null check (direction in ('input', 'output')),
  calls       bigint not null default 0,
  safe        bigint not null default 0,
  unsure      bigint not null default 0,
  unsafe      bigint not null default 0,
  errors      bigint not null default 0,
  timeouts    bigint not null default 0,
  chars       bigint not null default 0,
  yuan        double precision not null default 0,
  -- Answered calls by latency; step n ends at 1.2^n ms.
  latency     bigint[] not null,
  primary key (day, judge_id, service_id, direction)
);
create index judge_call_day_service on judge_call_day (service_id, day);

-- Texts that passed although no judge could tell. Its row and its entry commit together.
create table opinion_gap (
  id           text collate "C" primary key,
  exchange_id  text collate "C" not null,
  service_id   text collate "C" not null,
  direction    text not null check (direction in ('input', 'output')),
  -- `input:all`, `input:last`, or where the output stands, such as `choices.0.content`.
  path         text not null,
  judge_id     text collate "C" not null,
  reason       text not null,
  from_char    integer not null check (from_char >= 0),
  to_char      integer not null check (to_char > from_char),
  opened_at    timestamptz not null,
  attempts     integer not null default 0,
  next_at      timestamptz not null,
  judged_at    timestamptz,
  result       text check (result in ('safe', 'unsure', 'unsafe', 'gone')),
  check ((judged_at is null) = (result is null))
);
create index opinion_gap_waiting on opinion_gap (next_at) where judged_at is null;
create constraint trigger evidence_required after insert on opinion_gap
  deferrable initially deferred for each row execute function evidence_is_required();
create constraint trigger evidence_required_once_judged after update of judged_at on opinion_gap
  deferrable initially deferred for each row execute function evidence_is_required();

-- What a person decided about an exchange that a judge had an opinion on; the decision's own entry is the review desk's.
create table opinion_truth (
  exchange_id   text collate "C" not null,
  judge_id      text collate "C" not null,
  decision      text not null check (decision in ('safe', 'unsure', 'unsafe')),
  is_violation  boolean not null,
  -- Of the exchange, in China.
  day           date not null,
  primary key (exchange_id, judge_id)
);
create index opinion_truth_day on opinion_truth (day, judge_id);
