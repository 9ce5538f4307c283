-- Why:    the console looks for one end user, for a service that is rarely used, for exchanges that were never closed, and
--         counts the last minutes; each of these read the tables row by row, content and all. Two indexes are new, two
--         carry what is counted besides the instant; an exchange costs the gateway a few microseconds more.
-- Locks:  exchange and exchange_close, against writing, for the time of building four indexes (a few seconds for a
--         million rows).
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  explain select from exchange where end_user = 'x';  -- names exchange_end_user

create index exchange_end_user on exchange (end_user) where end_user is not null;
create index exchange_service on exchange (service_id);

drop index exchange_opened_at;
create index exchange_opened_at on exchange (opened_at, id);
drop index exchange_close_closed_at;
create index exchange_close_closed_at on exchange_close (closed_at)
  include (exchange_id, outcome, hits, replaced, output_chars, first_token_ms, total_ms);

-- An index alone answers only for pages known to be visible to all; the default would mark them once a fifth of the
-- table is new, which for a grown table means never for the last days.
alter table exchange set (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000);
alter table exchange_close set (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000);
