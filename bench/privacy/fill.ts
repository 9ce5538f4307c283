import { createUnitOfWork } from '../../src/evidence/index.ts';
import { systemClock as clock, IdFactory } from '../../src/kernel/index.ts';
import type { Database, Sql } from '../../src/store/index.ts';

export const PEOPLE = 10_000;
const PART = 200_000;
/** Exchanges are spread evenly over so many days before now. */
const DAYS = 150;

const idOf = (prefix: string, number: string): string => `'${prefix}_' || lpad((${number})::text, 26, '0')`;

/** By table, what every so-manieth exchange has there. Contents are empty: nobody opens them here. */
const BESIDES: readonly (readonly [table: string, every: number, insert: (rows: string) => string])[] = [
  [
    'review_item',
    20,
    (
      rows,
    ) => `insert into review_item (id, exchange_id, service_id, reasons, details, risks, severity, state, due_at, created_at, closed_at)
      select ${idOf('rev', 'n')}, ${idOf('exc', 'n')}, 'svc_0', '{requested}', '[{"detail":"d"}]', '{}', 0, 'decided', now(), now(), now() ${rows}`,
  ],
  [
    'review_decision',
    20,
    (
      rows,
    ) => `insert into review_decision (id, item_id, exchange_id, service_id, verdict, reason, reasons, decided_by, decided_at)
      select ${idOf('dec', 'n')}, ${idOf('rev', 'n')}, ${idOf('exc', 'n')}, 'svc_0', 'no-violation', 'r', '{}', 'cli', now() ${rows}`,
  ],
  [
    'opinion_gap',
    50,
    (
      rows,
    ) => `insert into opinion_gap (id, exchange_id, service_id, direction, path, judge_id, reason, from_char, to_char, opened_at, next_at)
      select ${idOf('gap', 'n')}, ${idOf('exc', 'n')}, 'svc_0', 'input', 'input:all', 'jdg_1', 'failed', 0, 5, now(), now() ${rows}`,
  ],
  [
    'produced_content',
    10,
    (
      rows,
    ) => `insert into produced_content (produce_id, service_id, exchange_id, kind, media_type, format, sha256, bytes, label, explicit, made_at)
      select ${idOf('prd', 'n')}, 'svc_0', ${idOf('exc', 'n')}, 'picture', 'image/png', 'png', sha256(n::text::bytea), 10, '{}', true, now() ${rows}`,
  ],
  [
    'produced_file',
    10,
    (rows) => `insert into produced_file (token_hash, produce_id, content_key, content, expires_at)
      select sha256(n::text::bytea), ${idOf('prd', 'n')}, ${idOf('dek', `n % ${PEOPLE}`)}, '', now() + interval '1 day' ${rows}`,
  ],
  [
    'stored_file',
    10,
    (
      rows,
    ) => `insert into stored_file (id, produce_id, service_id, store, token_hash, content_key, bytes, expires_at, deleted_at)
      select ${idOf('fil', 'n')}, ${idOf('prd', 'n')}, 'svc_0', 'folder', sha256(('f' || n)::bytea), ${idOf('dek', `n % ${PEOPLE}`)},
             10, now(), now() ${rows}`,
  ],
  [
    'label_lift_request',
    100,
    (
      rows,
    ) => `insert into label_lift_request (id, service_id, end_user, agreement_version, agreement_digest, requested_at)
      select ${idOf('lrq', 'n')}, 'svc_0', 'user ' || n % ${PEOPLE}, '1', sha256('a'), now() ${rows} on conflict do nothing`,
  ],
  [
    'video_job',
    100,
    (
      rows,
    ) => `insert into video_job (id, exchange_id, service_id, api_key_id, upstream_id, upstream_job, model, seconds, size, created_at, begun, look_at, closed_at)
      select ${idOf('vid', 'n')}, ${idOf('exc', 'n')}, 'svc_0', 'key', 'ups', n::text, 'm', '4', '1x1', now(), '{}', now(), now() ${rows}`,
  ],
  [
    'measure_strike',
    50,
    (rows) => `insert into measure_strike (exchange_id, service_id, end_user, at, risks, policy_version, weighed)
      select ${idOf('exc', 'n')}, 'svc_0', 'user ' || n % ${PEOPLE}, now(), '{A.1.a}', 1, true ${rows}`,
  ],
  [
    'training_choice',
    100,
    (rows) => `insert into training_choice (service_id, end_user, choice, channel, chosen_at)
      select 'svc_0', 'user ' || n % ${PEOPLE}, 'refused', 'app', now() ${rows} on conflict do nothing`,
  ],
];

const TABLES = ['service', 'content_key', 'exchange', 'exchange_close', ...BESIDES.map(([table]) => table)];

/** Exchanges with both entries as if they had been made over half a year, a data key a person, and something at every other place. */
export async function fill(target: Database, rows: number): Promise<void> {
  const unitOfWork = createUnitOfWork({ database: target, clock, ids: new IdFactory() });
  const change = (work: (tx: Sql) => Promise<unknown>): Promise<void> =>
    unitOfWork.run(async (tx, evidence) => {
      await tx.query('set local synchronous_commit = off');
      // Every row would look for its entry at the commit; there is one for all of them.
      for (const table of TABLES) await tx.query(`alter table ${table} disable trigger user`);
      await work(tx);
      for (const table of TABLES) await tx.query(`alter table ${table} enable trigger user`);
      evidence.append('privacy.exported', { requests: 0, content: false, by: 'cli' });
    });
  await change(async (tx) => {
    await tx.query(
      `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
       values ('svc_0', 'bench', '0001', '{}', 1, now(), now())`,
    );
    await tx.query(
      `insert into content_key (id, subject, wrapped, wrapped_by, created_at)
       select ${idOf('dek', 'n')}, 'user ' || n, '', 'bench', now() from generate_series(0, ${PEOPLE - 1}) as n`,
    );
  });
  for (let first = 0; first < rows; first += PART) {
    const numbers = `generate_series(${first}, ${Math.min(first + PART, rows) - 1}) as n`;
    const opened = `now() - interval '${DAYS} days' * (1 - n::float8 / ${rows})`;
    await change(async (tx) => {
      for (const [kind, offset] of [
        ['request.opened', 0],
        ['response.closed', 1],
      ] as const)
        await tx.query(
          `insert into evidence_entry (id, kind, at, body, leaf_hash)
           select ${idOf('evt', `n::bigint * 2 + ${offset}`)}, '${kind}', ${opened}, '{}', sha256(n::text::bytea) from ${numbers}`,
        );
      await tx.query(
        `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                               prompt_chars, content_key, content)
         select ${idOf('exc', 'n')}, ${idOf('evt', 'n::bigint * 2')}, 'svc_0', 'key_1', 'user ' || n % ${PEOPLE},
                'chat.completions', 'm', true, false, ${opened}, 100, ${idOf('dek', `n % ${PEOPLE}`)}, '' from ${numbers}`,
      );
      await tx.query(
        `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, reason, risks, hits, replaced, upstream_id,
                                     first_token_ms, total_ms, held_chars_max, output_chars, content_key, content)
         select ${idOf('exc', 'n')}, ${idOf('evt', 'n::bigint * 2 + 1')}, ${opened} + interval '1 second', 'completed', null, '{}',
                0, 0, null, 100, 900, 0, 500, ${idOf('dek', `n % ${PEOPLE}`)}, '' from ${numbers}`,
      );
      for (const [, every, insert] of BESIDES)
        await tx.query(insert(`from ${numbers} where n / ${PEOPLE} % ${every} = 0`));
    });
    process.stderr.write(`\r${first + PART} exchanges`);
  }
  process.stderr.write('\n');
  await target.query('vacuum analyze');
}
