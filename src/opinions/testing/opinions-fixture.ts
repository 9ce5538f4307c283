import { Agent } from 'undici';
import { freshDatabase } from '../../../tests/support/cluster.ts';
import { defaultPolicy, type Policy } from '../../contract/index.ts';
import { createKeyEncryption, createUnitOfWork, openVault } from '../../evidence/index.ts';
import { openRecordLine, Recorder } from '../../gateway/index.ts';
import { startVendor } from '../../judges/testing/vendor-server.ts';
import { IdFactory, silentLog } from '../../kernel/index.ts';
import type { RegistrySnapshot } from '../../registry/index.ts';
import { createOpinions } from '../create-opinions.ts';
import type { OpinionsParts } from '../model.ts';

export type Review = Parameters<OpinionsParts['enqueueReview']>[0];

/** Second opinions on a database of their own, before a vendor on loopback and a clock that tests move. */
export async function openOpinions() {
  const { database, drop } = await freshDatabase();
  let nowMs = Date.parse('2026-11-23T02:00:00.000Z');
  const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
  const ids = new IdFactory(() => nowMs);
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  const keyEncryption = createKeyEncryption(Buffer.alloc(32, 7));
  const vault = await openVault({ database, unitOfWork, encryption: keyEncryption, ids, clock });
  const connections = new Agent();
  const reviews: Review[] = [];
  const policies = new Map<string, Policy>();
  const vendor = await startVendor((request, response) => {
    const { input } = JSON.parse(request.body);
    response.writeHead(200, { 'content-type': 'application/json' });
    const flagged = String(input).includes('坏');
    response.end(JSON.stringify({ results: [{ flagged, categories: { violence: flagged }, category_scores: {} }] }));
  });
  const opinions = createOpinions({
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    keyEncryption,
    vault,
    services: () => servicesOf(policies),
    enqueueReview: async (item) => void reviews.push(item),
    rejudgePerHour: 3_600,
    connections,
  });
  const records = new Recorder({ openLine: () => openRecordLine(database), vault, ids, clock, log: silentLog });
  await records.start();
  return {
    opinions,
    database,
    unitOfWork,
    vault,
    ids,
    clock,
    records,
    reviews,
    policies,
    vendor,
    settings: { kind: 'openai-moderations' as const, baseUrl: vendor.baseUrl, model: 'm', unsureScoreMin: null },
    advance: (ms: number): void => {
      nowMs += ms;
    },
    close: async (): Promise<void> => {
      await records.stop();
      await connections.destroy();
      await vendor.close();
      await vault.close();
      await drop();
    },
  };
}

export type OpinionsFixture = Awaited<ReturnType<typeof openOpinions>>;

/** Services of which nothing but the policy is looked at. */
function servicesOf(policies: ReadonlyMap<string, Policy>): RegistrySnapshot['services'] {
  const service = (id: string, policy: Policy = defaultPolicy) => ({
    id,
    name: id,
    policy,
    policyVersion: 1,
    providerCode: '',
    upstreams: [],
    listVersions: {},
    get screen(): never {
      throw new Error('nobody screens here');
    },
    termInfo: (): never => {
      throw new Error('nobody screens here');
    },
  });
  return new Map([...policies].map(([id, policy]) => [id, service(id, policy)]));
}
