-- Why:    a word list has phrases that redeem the hits of all its terms; they are versioned, tried and approved with it.
--         They are few (2,000 at most), so a version keeps them whole in its state, beside name, risk, action and folding.
-- Locks:  word_list, ACCESS EXCLUSIVE for an instant: a new column with a constant default rewrites nothing.
-- Re-run: no; forward only, applied once inside one transaction.
-- Check:  select count(*) from word_list where allow <> '[]';  -- 0 right after

-- An array of texts; contract/term-rules.ts. Versions and drafts from before have no member "allow": they had none.
alter table word_list add column allow jsonb not null default '[]' check (jsonb_typeof(allow) = 'array');
