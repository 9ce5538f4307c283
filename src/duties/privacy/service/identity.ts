import type { PrivacyIdentity, PrivacyKind, PrivacyMeans } from '../../../contract/index.ts';
import { hasCitizenNumber } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { HeguiError, HOUR_MS, invalidField } from '../../../kernel/index.ts';
import { cleanReceipt } from '../../../portal/index.ts';
import type { Handler, PrivacyParts, StoredRequest } from '../model.ts';
import { isRestricting, requireOpen } from '../rules.ts';
import { dropCode, putCode, readCode } from '../store/requests.ts';
import { change, lockOpen, lockRequest, requireRequest, storeMessage } from './locking.ts';
import { sealMessage } from './sealing.ts';
import { restrictTraining } from './training.ts';

const CODE_CHARS = 10;
const CODE_MS: number = 24 * HOUR_MS;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const hashOf = ({ keyedHash }: Pick<PrivacyParts, 'keyedHash'>, code: string): Buffer =>
  Buffer.from(keyedHash('privacy-code', cleanReceipt(code)), 'hex');

/**
 * A code that whoever opened the receipt types into the provider's app, where they are signed in: 50 random bits, good for a day,
 * in the place of the one before. Its hash alone is kept.
 *
 * @throws HeguiError E_CONFLICT when it is known already who asks, or the request ended.
 */
export async function makeCode(parts: PrivacyParts, id: string): Promise<string> {
  const request = await requireRequest(parts, id);
  requireOpen(request);
  if (request.endUser !== null) throw new HeguiError('E_CONFLICT', 'it is known already who asks');
  const bytes = Buffer.alloc(CODE_CHARS);
  parts.fillRandom(bytes);
  const code = [...bytes].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  await putCode(parts.database, id, hashOf(parts, code), new Date(parts.clock.now().getTime() + CODE_MS));
  return code;
}

/**
 * Whoever is signed in to the app says that a request is theirs. Without `confirm` it is only told which request that is.
 *
 * @throws HeguiError E_RECEIPT_REFUSED for a code that opens no request of this service, whyever.
 */
export async function confirmCode(
  parts: PrivacyParts,
  given: { readonly serviceId: string; readonly code: string; readonly user: string; readonly confirm: boolean },
): Promise<{ readonly kind: PrivacyKind; readonly receivedAt: Date }> {
  const { serviceId, code, user, confirm } = given;
  const id = await readCode(parts.database, hashOf(parts, code), parts.clock.now());
  const request = id === undefined ? undefined : await requireRequest(parts, id);
  if (request === undefined || request.serviceId !== serviceId)
    throw new HeguiError('E_RECEIPT_REFUSED', 'code: opens no request of this service; the portal shows a new one');
  if (confirm) await identify(parts, request, { identity: 'confirmed', user, means: null, by: null });
  return { kind: request.kind, receivedAt: request.receivedAt };
}

/** Staff made sure who asks. What they looked at is not kept; how they did it is. */
export async function identifyByStaff(
  parts: PrivacyParts,
  id: string,
  given: { readonly means: PrivacyMeans; readonly user: string; readonly text: string },
  by: Handler,
): Promise<void> {
  const { means, user, text } = given;
  if (hasCitizenNumber(`${text} ${user}`))
    throw invalidField('text', 'must hold no citizen number; it is not kept here');
  const request = await requireRequest(parts, id);
  const message = await sealMessage(parts, id, { author: 'staff', purpose: 'identity', by: by.actor, text });
  await identify(parts, request, { identity: 'staff', user, means, by: by.actor }, async (tx, evidence) =>
    storeMessage(parts, tx, evidence, id, message),
  );
}

type Also = (...given: Parameters<Parameters<PrivacyParts['unitOfWork']['run']>[0]>) => Promise<void>;

async function identify(
  parts: PrivacyParts,
  { id, serviceId, kind }: Pick<StoredRequest, 'id' | 'serviceId' | 'kind'>,
  given: {
    readonly identity: Exclude<PrivacyIdentity, 'none'>;
    readonly user: string;
    readonly means: PrivacyMeans | null;
    readonly by: Actor | null;
  },
  also: Also = async () => undefined,
): Promise<void> {
  const { identity, user, means, by } = given;
  const endUser = parts.pseudonym(serviceId, user);
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockOpen(tx, id);
    if (request.endUser !== null) throw new HeguiError('E_CONFLICT', 'it is known already who asks; reload');
    await also(tx, evidence);
    await dropCode(tx, id);
    const identifiedAt = parts.clock.now();
    await change(tx, request, { endUser, identity, identityMeans: means, identifiedAt });
    evidence.append('privacy.identified', {
      request: id,
      identity,
      ...(means === null ? {} : { means }),
      endUser,
      ...(by === null ? {} : { by }),
    });
    if (isRestricting(kind)) await restrictTraining(parts, tx, evidence, { endUser, serviceId, requestId: id });
  });
}

/** Takes a request back. @throws HeguiError E_CONFLICT when it ended already, or is being carried out. */
export async function withdraw(parts: PrivacyParts, id: string): Promise<void> {
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'withdrawal', by: null, text: '' });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const request = await lockRequest(tx, id);
    requireOpen(request);
    await storeMessage(parts, tx, evidence, id, message);
    await dropCode(tx, id);
    await change(tx, request, { state: 'withdrawn', endedAt: parts.clock.now() });
    evidence.append('privacy.withdrawn', { request: id, message: message.row.id, commitment: message.commitment });
  });
}
