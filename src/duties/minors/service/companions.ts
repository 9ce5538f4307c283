import type { Actor } from '../../../evidence/index.ts';
import { HeguiError, HOUR_MS, invalidField } from '../../../kernel/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import { definePortalTexts, fill, portalTexts } from '../../../portal/index.ts';
import type { Sql } from '../../../store/index.ts';
import { contactSubject, type MinorsParts, type MinorUser } from '../model.ts';
import {
  type ContactTold,
  deleteContact,
  handleCrisis,
  insertCrisis,
  readContact,
  wasTold,
  writeContact,
} from '../store/companions.ts';
import { lockUser } from '../store/people.ts';
import { openContact, seal } from './sealing.ts';

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const PHONE = /^\+?[\d -]{5,25}$/;
/** Somebody who writes on in a crisis must not have their contact called at every sentence. */
const TELL_EVERY_MS = HOUR_MS;

const CONTACT_TEXTS = definePortalTexts({
  'zh-CN': {
    subject: '请尽快联系您关心的人',
    text: '您好，{name}：\n您是一位“{service}”用户留下的紧急联系人。该用户刚才的表达显示可能遇到危险，请尽快与其联系。如情况紧急，请拨打 110 或 120。\n这是自动发出的消息，不含用户写下的内容。\n{provider}',
  },
  en: {
    subject: 'Please get in touch with somebody close to you',
    text: 'Hello {name},\na user of “{service}” named you as the person to call. What they just expressed suggests that they may be in danger: please get in touch with them as soon as you can. In an emergency call 110 or 120 (mainland China).\nThis message was sent automatically and holds nothing of what the user wrote.\n{provider}',
  },
});

/** Keeps whom to call when an end user is in danger. @throws HeguiError E_REQUEST_INVALID naming `to`. @law order21#12 */
export async function setContact(
  parts: MinorsParts,
  user: MinorUser,
  given: {
    readonly kind: 'emergency' | 'guardian';
    readonly name: string;
    readonly channel: 'email' | 'sms';
    readonly to: string;
    readonly language: 'zh-CN' | 'en';
  },
): Promise<void> {
  const { kind, name, channel, to, language } = given;
  if (!(channel === 'email' ? EMAIL : PHONE).test(to))
    throw invalidField(
      'to',
      channel === 'email' ? 'is no e-mail address' : 'may only have digits, spaces, plus and hyphens',
    );
  const { key: contentKey, content, commitment } = await seal(parts, contactSubject(user), { name, to });
  await parts.unitOfWork.run(async (tx, evidence) => {
    await writeContact(tx, { ...user, kind, channel, language, contentKey, content }, parts.clock.now());
    const { serviceId: service, endUser } = user;
    evidence.append('companion.contact-set', { service, endUser, kind, channel, commitment });
  });
}

/** Nobody is called any more, and who was is erased. Nothing happens when nobody was. */
export async function removeContact(parts: MinorsParts, user: MinorUser): Promise<void> {
  if ((await readContact(parts.database, user)) === undefined) return;
  await parts.unitOfWork.run(async (tx, evidence) => {
    await deleteContact(tx, user);
    evidence.append('companion.contact-removed', { service: user.serviceId, endUser: user.endUser });
  });
  await parts.vault.eraseSubject(contactSubject(user), 'the contact was taken back', 'system');
}

/** An exchange in which a list that the provider marked so found what somebody wrote. */
export interface FoundCrisis {
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly endUser: string | null;
}

/** Keeps a crisis once, tells the contact at once, but once an hour at most, and the provider's own systems. @law order21#13 */
export async function noteCrisis(parts: MinorsParts, crisis: FoundCrisis): Promise<void> {
  const { exchangeId, serviceId, endUser } = crisis;
  const user = endUser === null ? null : { serviceId, endUser };
  const toContact = user === null ? null : await prepareContactNotice(parts, crisis, user);
  const toProvider = await prepareEvents(parts, crisis);
  const at = parts.clock.now();
  await parts.unitOfWork
    .run(async (tx, evidence) => {
      if (user !== null) await lockUser(tx, user);
      const contact = await contactFor(tx, user, toContact !== null, new Date(at.getTime() - TELL_EVERY_MS));
      if (!(await insertCrisis(tx, { exchangeId, serviceId, endUser, at, contact }))) return;
      if (contact === 'told' && toContact !== null) await parts.notices.queue(tx, evidence, toContact);
      for (const notice of toProvider) await parts.notices.queue(tx, evidence, notice);
      const named = endUser === null ? {} : { endUser };
      evidence.append('companion.crisis', { exchange: exchangeId, service: serviceId, ...named, contact });
    })
    .catch((error: unknown) => {
      // Another process was faster: then nothing was changed, and nothing is left.
      if (!(error instanceof HeguiError) || error.code !== 'E_EVIDENCE_MISSING') throw error;
    });
}

async function contactFor(tx: Sql, user: MinorUser | null, isKnown: boolean, since: Date): Promise<ContactTold> {
  if (user === null || !isKnown) return 'none';
  return (await wasTold(tx, user, since)) ? 'lately' : 'told';
}

/** What the contact is told, without a word of what was written; null when nobody is to be called. */
async function prepareContactNotice(
  parts: MinorsParts,
  { exchangeId }: FoundCrisis,
  user: MinorUser,
): Promise<PreparedNotice | null> {
  const known = await readContact(parts.database, user);
  const opened = known === undefined ? null : await openContact(parts, known.contentKey, known.content);
  if (known === undefined || opened === null) return null;
  const { channel, language } = known;
  const { subject, text } = CONTACT_TEXTS[language];
  const values = {
    name: opened.name,
    service: (await parts.services()).get(user.serviceId)?.name ?? '–',
    provider: parts.providerName() ?? portalTexts[language].unnamed,
  };
  return await parts.notices.prepare({
    subjectId: exchangeId,
    sealedFor: contactSubject(user),
    channel,
    template: 'companion.crisis-contact',
    content: { to: opened.to, subject, text: fill(text, values) },
  });
}

/** What the provider's own systems are told: ids. */
const prepareEvents = ({ notices }: MinorsParts, { exchangeId, serviceId }: FoundCrisis): Promise<PreparedNotice[]> =>
  notices.prepareEvent({
    subjectId: exchangeId,
    sealedFor: `crisis:${exchangeId}`,
    template: 'companion.crisis',
    serviceId,
    event: { exchange: exchangeId, service: serviceId },
  });

/** A person took care of whoever seemed to be in danger. @throws HeguiError E_CONFLICT when somebody did before. */
export async function markHandled(parts: MinorsParts, exchangeId: string, by: Actor): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await handleCrisis(tx, exchangeId, parts.clock.now(), by)))
      throw new HeguiError('E_CONFLICT', 'somebody took care of it before, or it is not known; reload');
    evidence.append('companion.crisis-handled', { exchange: exchangeId, by });
  });
}
