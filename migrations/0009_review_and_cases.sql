-- Why:    people look at exchanges one by one and decide; what turns out to be illegal becomes a case with dated steps;
--         a key may be bound to an audience, and then no request can say otherwise.
-- Locks:  api_key, ACCESS EXCLUSIVE for a moment (a column without a default); the rest is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select audience, count(*) from api_key group by 1;  -- only null before anyone binds a key

alter table api_key add column audience text check (audience in ('general', 'minors'));

-- An exchange that waits for a person. One open item an exchange, however many reasons there are to look at it.
create table review_item (
  id            text collate "C" primary key,
  exchange_id   text collate "C" not null,
  service_id    text not null,
  reasons       text[] not null check (cardinality(reasons) > 0),
  -- [{"reason","detail","at"}]: codes and figures, and what a person wrote who was not sure.
  details       jsonb not null,
  risks         text[] not null,
  severity      smallint not null check (severity between 0 and 3),
  state         text not null check (state in ('waiting', 'escalated', 'decided')),
  -- Severity and age in one value that an index can order by.
  due_at        timestamptz not null,
  created_at    timestamptz not null,
  escalated_by  text,
  closed_at     timestamptz
);
create unique index review_item_open on review_item (exchange_id) where state <> 'decided';
create index review_item_queue on review_item (due_at, id) where state <> 'decided';
create index review_item_exchange on review_item (exchange_id);

-- Who has an item in hand. Comes and goes without evidence of its own; deciding leaves the entry.
create table review_lock (
  item_id     text collate "C" primary key references review_item (id),
  staff_id    text not null,
  expires_at  timestamptz not null
);

create table review_decision (
  id             text collate "C" primary key,
  item_id        text collate "C" not null references review_item (id),
  exchange_id    text collate "C" not null,
  service_id     text not null,
  verdict        text not null check (verdict in ('violation', 'no-violation')),
  risk           text,
  reason         text not null,
  -- Why it was looked at, for the scorecards.
  reasons        text[] not null,
  decided_by     text not null,
  decided_at     timestamptz not null,
  reverses       text collate "C" references review_decision (id),
  superseded_at  timestamptz,
  check ((verdict = 'violation') = (risk is not null))
);
create unique index review_decision_standing on review_decision (item_id) where superseded_at is null;
create index review_decision_at on review_decision (decided_at, id);
create index review_decision_by on review_decision (decided_by, decided_at);
create index review_decision_exchange on review_decision (exchange_id);

-- Whoever decided cannot undo it alone.
create table review_reversal (
  id           text collate "C" primary key,
  decision_id  text collate "C" not null references review_decision (id),
  verdict      text not null check (verdict in ('violation', 'no-violation')),
  risk         text,
  reason       text not null,
  proposed_by  text not null,
  proposed_at  timestamptz not null,
  state        text not null check (state in ('proposed', 'approved', 'rejected')),
  settled_by   text,
  settled_at   timestamptz
);
create unique index review_reversal_open on review_reversal (decision_id) where state = 'proposed';

-- What a false alarm teaches: a phrase in which a term should not count. Whoever runs the list takes it or leaves it.
create table review_suggestion (
  id           text collate "C" primary key,
  decision_id  text collate "C" not null references review_decision (id),
  list_id      text not null,
  term         text not null,
  phrase       text not null,
  created_by   text not null,
  created_at   timestamptz not null,
  state        text not null check (state in ('proposed', 'taken', 'dismissed')),
  settled_by   text,
  settled_at   timestamptz,
  unique (list_id, phrase)
);

-- Up to which leaf of the log closed exchanges were looked through for samples and flagged hits: the log's own order
-- leaves nothing out, however late a record was written.
create table review_cursor (
  "only"  boolean primary key default true check ("only"),
  leaf    bigint not null
);
insert into review_cursor (leaf) select coalesce(max(index), -1) from evidence_leaf;

create table content_case (
  id           text collate "C" primary key,
  -- What people call it.
  number       integer generated always as identity unique,
  title        text not null,
  service_id   text not null references service (id),
  risk         text not null,
  source       text not null check (source in ('exchange', 'review', 'hand')),
  decision_id  text collate "C" references review_decision (id),
  found_at     timestamptz not null,
  opened_at    timestamptz not null,
  opened_by    text not null,
  closed_at    timestamptz
);
create index content_case_opened on content_case (opened_at, id);

create table content_case_exchange (
  case_id      text collate "C" not null references content_case (id),
  exchange_id  text collate "C" not null,
  added_at     timestamptz not null,
  primary key (case_id, exchange_id)
);
create index content_case_exchange_of on content_case_exchange (exchange_id);

create table content_case_step (
  case_id   text collate "C" not null references content_case (id),
  step      text not null check (step in ('found', 'stopped', 'removed', 'fixed', 'reported', 'closed')),
  state     text not null check (state in ('done', 'skipped')),
  at        timestamptz not null,
  "by"      text not null,
  note      text not null,
  -- [{"kind":"word-list"|"policy"|"other", …}]
  measures  jsonb not null,
  primary key (case_id, step)
);

-- The app that showed the content fetches these and takes it down. Who had it, by pseudonym, and from when to when.
create table content_recall (
  seq          bigint generated always as identity primary key,
  id           text collate "C" not null unique,
  case_id      text collate "C" not null references content_case (id),
  exchange_id  text collate "C" not null,
  service_id   text not null,
  end_user     text,
  risk         text not null,
  shown_from   timestamptz not null,
  shown_to     timestamptz,
  issued_at    timestamptz not null,
  unique (case_id, exchange_id)
);
create index content_recall_service on content_recall (service_id, seq);

create table content_case_retest (
  id           text collate "C" primary key,
  case_id      text collate "C" not null references content_case (id),
  exchange_id  text collate "C" not null,
  -- The synthetic exchange in which the prompt was asked again.
  retest_id    text collate "C" not null,
  outcome      text not null,
  verdict      text not null check (verdict in ('stopped', 'unjudged', 'clean', 'violates')),
  at           timestamptz not null,
  "by"         text not null,
  judged_at    timestamptz,
  judged_by    text
);
create index content_case_retest_case on content_case_retest (case_id, at);

create table content_case_export (
  id         text collate "C" primary key,
  case_id    text collate "C" not null references content_case (id),
  exchanges  integer not null,
  digest     text not null,
  at         timestamptz not null,
  "by"       text not null
);

create table content_case_report (
  case_id      text collate "C" primary key references content_case (id),
  revision     integer not null check (revision > 0),
  authority    text not null,
  summary      text not null,
  drafted_at   timestamptz not null,
  drafted_by   text not null,
  -- What was signed, word for word, and by whom.
  signed       jsonb,
  digest       text,
  signed_at    timestamptz,
  signed_by    text,
  signed_name  text,
  check ((signed is null) = (signed_at is null) and (signed is null) = (signed_by is null))
);

do $$
declare name text;
begin
  foreach name in array array['review_item', 'review_decision', 'review_reversal', 'review_suggestion', 'content_case',
                              'content_case_exchange', 'content_case_step', 'content_recall', 'content_case_retest',
                              'content_case_export', 'content_case_report']
  loop
    execute format('create constraint trigger evidence_required after insert or update or delete on %I
                    deferrable initially deferred for each row execute function evidence_is_required()', name);
  end loop;
end $$;
