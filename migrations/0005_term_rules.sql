-- Why:    a term may carry rules: phrases it is allowed in, whole words, gaps, context, combinations, its own folding.
-- Locks:  term, for an instant: a new column without a default rewrites nothing.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from term where rules is not null;  -- 0 right after

-- The shape of contract/term-rules.ts; null = none.
alter table term add column if not exists rules jsonb;
