-- Why:    a film is made in minutes, not in one answer: its job outlives the request and the process that took it.
-- Locks:  none that matter; the table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select outcome, count(*) from video_job group by 1;  -- none right after

create table video_job (
  id             text collate "C" primary key,
  exchange_id    text collate "C" not null unique,
  service_id     text collate "C" not null,
  -- Whoever else asks for the job is told that there is none.
  api_key_id     text collate "C" not null,
  -- Who makes it, and under which number there.
  upstream_id    text not null,
  upstream_job   text not null,
  model          text not null,
  seconds        text not null,
  size           text not null,
  created_at     timestamptz not null,
  -- What the closing record of the exchange says of its beginning.
  begun          jsonb not null,
  -- The prompt as it was forwarded, and the upstream's words where it failed; sealed. Null once the job was deleted.
  content_key    text,
  content        bytea,
  -- As the upstream last said. making: it is done there and is being fetched, marked and labelled here.
  stage          text not null default 'queued' check (stage in ('queued', 'in_progress', 'making')),
  progress       smallint not null default 0 check (progress between 0 and 100),
  -- How it ended; null until then.
  outcome        text check (outcome in ('completed', 'failed')),
  -- {"code", "reason"} of a failure.
  failure        jsonb,
  -- {"fileId", "produceId", "mediaType", "bytes", "aigc", "explicitReason", "expiresAt"} of the labelled film.
  film           jsonb,
  ended_at       timestamptz,
  -- When the closing record was durable; the end is shown from then on.
  closed_at      timestamptz,
  deleted_at     timestamptz,
  -- Which process has it in hand, until when; and when it is to be looked at again.
  claimed_until  timestamptz,
  polled_at      timestamptz,
  look_at        timestamptz not null,
  tries          smallint not null default 0,
  check ((outcome is null) = (ended_at is null)),
  check ((outcome = 'completed') = (film is not null)),
  check ((outcome = 'failed') = (failure is not null))
);
create index video_job_look on video_job (look_at) where closed_at is null;
create index video_job_of_key on video_job (api_key_id, id) where deleted_at is null;
-- What an upstream says on the way is no evidence; that a job came, ended or was deleted is.
create constraint trigger evidence_required after insert or delete or update of outcome, deleted_at on video_job
  deferrable initially deferred for each row execute function evidence_is_required();
