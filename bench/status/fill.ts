import type { DedicatedConnection } from '../../src/store/index.ts';

const PART = 500_000;
const SERVICES = 3;
/** Exchanges are spread evenly over so many days before now. */
const DAYS = 365;

/** Ids that ascend with the number, as those of the gateway ascend with time. */
const idOf = (prefix: string, number: string): string => `'${prefix}_' || lpad((${number})::text, 26, '0')`;

/**
 * Adds the exchanges with the numbers in [from, to) with both entries, their places in the tree and their counts, as if they had
 * been made over a year. Bodies of entries and contents are empty: the board reads neither.
 */
export async function fill(database: DedicatedConnection, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += PART) {
    const end = Math.min(first + PART, to);
    await database.transaction(async (tx) => {
      await tx.query('set local synchronous_commit = off');
      const numbers = `generate_series(${first}, ${end - 1}) as n`;
      const at = `now() - interval '${DAYS} days' * (1 - n::float8 / ${to})`;
      for (const [kind, offset] of [
        ['request.opened', 0],
        ['response.closed', 1],
      ] as const)
        await tx.query(
          `insert into evidence_entry (id, kind, at, body, leaf_hash)
           select ${idOf('evt', `n::bigint * 2 + ${offset}`)}, '${kind}', ${at}, '{}', sha256(n::text::bytea) from ${numbers}`,
        );
      await tx.query(
        `insert into evidence_leaf (index, entry_id) select m, ${idOf('evt', 'm')}
           from generate_series(${first}::bigint * 2, ${end}::bigint * 2 - 1) as m`,
      );
      await tx.query(
        `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                               prompt_chars, content_key, content)
         select ${idOf('exc', 'n')}, ${idOf('evt', 'n::bigint * 2')}, 'svc_' || n % ${SERVICES}, 'key_1', null,
                'chat.completions', 'm', true, n % 1000 = 0, ${at}, 100, 'dek_1', '' from ${numbers}`,
      );
      await tx.query(
        `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, reason, risks, hits, replaced, upstream_id,
                                     first_token_ms, total_ms, held_chars_max, output_chars, content_key, content)
         select ${idOf('exc', 'n')}, ${idOf('evt', 'n::bigint * 2 + 1')}, ${at} + interval '1 second', 'completed', null, '{}',
                0, 0, null, 100, 900, 0, 500, 'dek_1', '' from ${numbers}`,
      );
      await tx.query(
        `insert into status_count as c (hour, service_id, metric, n)
         select date_trunc('hour', ${at}), 'svc_' || n % ${SERVICES}, metric, count(*)
           from ${numbers}, unnest(array['opened', 'closed', 'outcome.completed', 'text.outputs', 'text.labelled',
                                         'text.mark-inside']) as metric
          group by 1, 2, 3 on conflict (hour, service_id, metric) do update set n = c.n + excluded.n`,
      );
    });
    process.stderr.write(`\r${end.toLocaleString('en')} exchanges`);
  }
  const last = to * 2 - 1;
  await database.query('update status_cursor set leaf = $1, entry_at = now()', [last]);
  await database.query(
    `update evidence_cursor set tx = pg_current_xact_id(), entry_id = ${idOf('evt', `${last}::bigint`)}, size = ${to * 2}`,
  );
  for (const table of ['exchange', 'exchange_close', 'evidence_entry', 'evidence_leaf', 'status_count'])
    await database.query(`analyze ${table}`);
  process.stderr.write('\n');
}

/** Entries as the gateway writes them, not counted yet: `exchanges` of them with both records. */
export async function fillUncounted(database: DedicatedConnection, from: number, exchanges: number): Promise<void> {
  const numbers = `generate_series(${from}, ${from + exchanges - 1}) as n`;
  const opened = (
    id: string,
  ): string => `'{"at":"2026-11-26T08:00:00.000Z","data":{"admission":{},"commitment":"' || repeat('0', 64)
    || '","decision":"forwarded","endpoint":"chat.completions","exchange":"' || ${id} || '","hits":0,"key":"key_1","listVersions":{},'
    || '"model":"m","policyVersion":1,"promptChars":100,"risks":{},"service":"svc_1","stream":true,"synthetic":false},'
    || '"id":"e","kind":"request.opened","v":1}'`;
  const closed = (
    id: string,
  ): string => `'{"at":"2026-11-26T08:00:01.000Z","data":{"choices":[{"cut":false,"finish":"stop","index":0}],'
    || '"commitment":"' || repeat('0', 64) || '","exchange":"' || ${id} || '","firstTokenMs":100,"heldCharsMax":0,"hits":0,"label":'
    || '{"explicit":"append","produceId":"' || ${id} || '"},"outcome":"completed","outputChars":500,"replaced":0,"risks":{},'
    || '"totalMs":900},"id":"e","kind":"response.closed","v":1}'`;
  const id = idOf('exc', 'n');
  for (const [kind, offset, body] of [
    ['request.opened', 0, opened(id)],
    ['response.closed', 1, closed(id)],
  ] as const)
    await database.query(
      `insert into evidence_entry (id, kind, at, body, leaf_hash)
       select ${idOf('evt', `n::bigint * 2 + ${offset}`)}, '${kind}', now(), ${body}, sha256(n::text::bytea) from ${numbers}`,
    );
  await database.query(
    `insert into exchange (id, entry_id, service_id, api_key_id, endpoint, model, stream, synthetic, opened_at, prompt_chars,
                           content_key, content)
     select ${id}, ${idOf('evt', 'n::bigint * 2')}, 'svc_1', 'key_1', 'chat.completions', 'm', true, false, now(), 100, 'dek_1', ''
       from ${numbers}`,
  );
  await database.query(
    `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, risks, hits, replaced, total_ms, held_chars_max,
                                 output_chars, content_key, content)
     select ${id}, ${idOf('evt', 'n::bigint * 2 + 1')}, now(), 'completed', '{}', 0, 0, 900, 0, 500, 'dek_1', '' from ${numbers}`,
  );
  await database.query(
    `insert into evidence_leaf (index, entry_id) select m, ${idOf('evt', 'm')}
       from generate_series(${from}::bigint * 2, ${from + exchanges}::bigint * 2 - 1) as m`,
  );
}
