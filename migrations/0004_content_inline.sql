-- Why:    sealed content of usual size stays in its row: a prompt of 2,000 Chinese characters would otherwise become four
--         TOAST rows with an index entry each, the largest single cost of a record.
-- Locks:  ACCESS EXCLUSIVE on both tables for a moment; rows already written stay where they are.
-- Re-run: safe, sets the same values.
-- Check:  select relname, reloptions from pg_class where relname in ('exchange', 'exchange_close');

alter table exchange set (toast_tuple_target = 8160);
alter table exchange_close set (toast_tuple_target = 8160);
