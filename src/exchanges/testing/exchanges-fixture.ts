import { randomFillSync } from 'node:crypto';
import type { Hit, Overview, Piece } from '../../contract/index.ts';
import {
  type ContentVault,
  createEvidenceReader,
  type KindData,
  openVault,
  type Sequencer,
} from '../../evidence/index.ts';
import { openTestEvidence, type TestEvidence } from '../../evidence/testing/open-evidence.ts';
import { openRecordLine, Recorder } from '../../gateway/index.ts';
import { Secret, silentLog, systemClock } from '../../kernel/index.ts';
import { createStaffService, type StaffService } from '../../staff/index.ts';
import { createExchangesService, type ExchangesService } from '../service.ts';

export const STATUS: Pick<Overview, 'health' | 'log'> = {
  health: { database: true, evidence: true, upstreams: [], terms: 7, openRequests: 0 },
  log: { size: 0, root: null, at: null, waiting: 0 },
};

export const SERVICES = ['svc_00000000000000000000000001', 'svc_00000000000000000000000002'] as const;
export const KEY_HINT = 'hg-abc';

export const HIT: Hit = {
  start: 0,
  end: 3,
  term: '禁词甲',
  listId: 'lst_00000000000000000000000001',
  listName: 'a list',
  risk: 'A.1.f',
  action: 'block',
};

export const AIGC = {
  AIGC: {
    Label: '1',
    ContentProducer: 'p',
    ProduceID: 'i',
    ReservedCode1: '',
    ContentPropagator: 'p',
    PropagateID: 'i',
    ReservedCode2: '',
  },
};

export interface Recorded {
  readonly id?: string;
  readonly serviceId?: string;
  readonly endUser?: string | null;
  readonly subject?: string;
  readonly openedAt?: Date;
  /** null leaves it open. */
  readonly outcome?: KindData<'response.closed'>['outcome'] | null;
  readonly hits?: readonly Hit[];
  readonly firstTokenMs?: number;
  readonly totalMs?: number;
  readonly output?: readonly Piece[];
  /** `allowed` unless told otherwise. */
  readonly trainingUse?: 'allowed' | 'refused';
}

export interface ExchangesFixture {
  readonly evidence: TestEvidence;
  readonly sequencer: Sequencer;
  readonly vault: ContentVault;
  readonly exchanges: ExchangesService;
  readonly staff: StaffService;
  /** Writes an exchange just as the gateway does; returns its id. */
  record(recorded?: Recorded): Promise<string>;
  /** Bodies of the entries of this kind, parsed. */
  dataOf(kind: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export const pseudonym = (serviceId: string, endUser: string): string => `pseudonym of ${endUser} in ${serviceId}`;

export async function openExchangesFixture(): Promise<ExchangesFixture> {
  const evidence = await openTestEvidence();
  const { database, unitOfWork, ids, signer, encryption } = evidence;
  const clock = systemClock;
  await makeServices(evidence);
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock });
  const recorder = new Recorder({ openLine: () => openRecordLine(database), vault, ids, clock, log: silentLog });
  await recorder.start();
  const exchanges = createExchangesService({
    database,
    unitOfWork,
    clock,
    vault,
    evidence: createEvidenceReader({ database, key: signer.key }),
    verifierKey: signer.key,
    pseudonym,
    readStatus: async () => STATUS,
  });
  const staff = createStaffService({
    database,
    unitOfWork,
    clock,
    ids,
    fillRandom: (bytes) => void randomFillSync(bytes),
    setupToken: new Secret('token'),
    alsoInSetup: async () => null,
    passwordCost: { N: 2 ** 10, r: 8, p: 1 },
  });
  return {
    evidence,
    sequencer: evidence.sequence(),
    vault,
    exchanges,
    staff,
    record: async (recorded = {}) => {
      const id = recorded.id ?? ids.next('exc');
      const at = recorded.openedAt ?? clock.now();
      await recorder.open(openedRecord(id, at, recorded));
      if (recorded.outcome !== null) await recorder.close(closedRecord(id, at, recorded));
      return id;
    },
    dataOf: async (kind) => {
      const { rows } = await database.query<{ body: string }>(
        'select body from evidence_entry where kind = $1 order by tx, id',
        [kind],
      );
      return rows.map(({ body }) => JSON.parse(body).data);
    },
    close: async () => {
      await recorder.stop();
      await vault.close();
      await evidence.close();
    },
  };
}

async function makeServices({ unitOfWork }: TestEvidence): Promise<void> {
  await unitOfWork.run(async (tx, evidence) => {
    for (const [position, id] of SERVICES.entries()) {
      await tx.query(
        `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
         values ($1, $2, '0001', '{}', 1, now(), now())`,
        [id, `service ${position + 1}`],
      );
    }
    await tx.query(
      `insert into api_key (id, service_id, name, hash, hint, created_at)
       values ('key_00000000000000000000000001', $1, 'k', sha256('k'), $2, now())`,
      [SERVICES[0], KEY_HINT],
    );
    evidence.append('service.retired', { service: 'svc_0', by: 'cli' });
  });
}

const INPUT: Piece = { path: 'messages.0.content', role: 'user', text: 'hello', hits: [], shown: null };

function openedRecord(id: string, at: Date, recorded: Recorded): Parameters<Recorder['open']>[0] {
  return {
    exchangeId: id,
    at,
    serviceId: recorded.serviceId ?? SERVICES[0],
    apiKeyId: 'key_00000000000000000000000001',
    endUser: recorded.endUser ?? null,
    endpoint: '/v1/chat/completions',
    model: 'model-a',
    stream: true,
    synthetic: false,
    promptChars: 5,
    subject: recorded.subject ?? `subject of ${id}`,
    content: { input: [piece(INPUT)] },
    evidence: {
      policyVersion: 3,
      listVersions: { lst_00000000000000000000000001: 2 },
      admission: { identity: 'not configured' },
      trainingUse: recorded.trainingUse ?? 'allowed',
      hits: 0,
      risks: {},
      decision: 'forwarded',
    },
  };
}

function closedRecord(id: string, at: Date, recorded: Recorded): Parameters<Recorder['close']>[0] {
  const hits = recorded.hits ?? [];
  const risks = [...new Set(hits.map((hit) => hit.risk))];
  return {
    exchangeId: id,
    at: new Date(at.getTime() + 2_000),
    subject: recorded.subject ?? `subject of ${id}`,
    content: {
      output: (recorded.output ?? []).map(piece),
      usage: { promptTokens: 1, completionTokens: 2 },
      upstreamName: 'the upstream',
      label: { explicit: 'append', explicitReason: null, aigc: AIGC },
    },
    risks,
    hits: hits.length,
    evidence: {
      outcome: recorded.outcome ?? 'completed',
      choices: [],
      hits: hits.length,
      risks: Object.fromEntries(risks.map((risk) => [risk, 1])),
      replaced: 0,
      outputChars: 10,
      heldCharsMax: 4,
      ...(recorded.firstTokenMs === undefined ? {} : { firstTokenMs: recorded.firstTokenMs }),
      totalMs: recorded.totalMs ?? 50,
    },
  };
}

const piece = (from: Piece) => ({ ...from, hits: from.hits.map((hit) => ({ ...hit })) });
