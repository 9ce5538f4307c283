-- Why:    a provider's own models of the classifier, trained on what its reviewers decided; one may be active in place of
--         the shipped one.
-- Locks:  none that matter; the table is new.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from classifier_model where is_active;  -- 0 = the shipped model is active, else 1

create table classifier_model (
  id          text collate "C" primary key,
  name        text not null unique,
  -- SHA-256 of the file.
  digest      text not null unique,
  -- The file as it was uploaded; it holds weights and figures, and no text.
  file        bytea not null check (length(file) between 16 and 18000000),
  is_active   boolean not null default false,
  created_at  timestamptz not null
);
create unique index classifier_model_active on classifier_model (is_active) where is_active;
alter table classifier_model alter column file set storage external;

create constraint trigger evidence_required after insert or update or delete on classifier_model
  deferrable initially deferred for each row execute function evidence_is_required();
create trigger notify_registry after insert or update or delete on classifier_model
  for each statement execute function notify_registry();
