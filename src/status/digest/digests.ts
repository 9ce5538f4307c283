import {
  type Digest,
  type DigestPreview,
  type DigestSettings,
  type DigestSettingsState,
  digestSettingsSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { conflictingField, HeguiError, invalidField } from '../../kernel/index.ts';
import type { NoticeContent, NoticeRequest } from '../../notices/index.ts';
import { findChanges } from '../store/controls.ts';
import type { DigestContent, DigestKind, DigestParts, DigestRow, Item, KeptSettings } from './model.ts';
import { alertOf, cadenceMs, contentOf, countsOf, defaultSettings, redItems, slotAfter, slotBefore } from './rules.ts';
import {
  hasSlot,
  insertDigest,
  lastWhole,
  listDigests,
  lockSettings,
  readSettings,
  readToldAt,
  writeSettings,
} from './store.ts';
import { alertMail, type DigestFrame, digestMail, type MailWords } from './words.ts';

const LISTED_MAX = 100;
/** More changes than this since the last digest are a fault that the board shows; the digest tells of the newest. */
const CHANGES_MAX = 5_000;

/** What one sending tells. */
interface Message {
  readonly kind: DigestKind;
  readonly slot: Date | null;
  readonly content: DigestContent;
  /** Of an alert. */
  readonly red: readonly Item[];
  readonly mail: (frame: DigestFrame) => MailWords;
}

/**
 * Tells people where the provider stands without their looking: by the clock, at once when something turned red and stays so, and when
 * asked. Every sending is evidence; how each notice fared is in the log of notices.
 */
export class Digests {
  readonly #parts: DigestParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: DigestParts) {
    this.#parts = parts;
  }

  /** In a server: tells what is due, for as long as it runs. Failures are logged and tried again. */
  start(): void {
    const { log, pace } = this.#parts;
    const turn = async (): Promise<void> => {
      try {
        await this.tellDue();
      } catch (error) {
        log.warn({ error: error instanceof Error ? error : new Error('unknown') }, 'the board could not be told');
      }
      schedule();
    };
    const schedule = (): void => {
      if (this.#isStopped) return;
      this.#timer = setTimeout(() => {
        this.#running = turn();
      }, pace.everyMs);
      this.#timer.unref();
    };
    schedule();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async settings(): Promise<DigestSettingsState> {
    const { clock, notices } = this.#parts;
    const { settings, revision } = await this.#kept();
    const { email, webhook } = notices.channels;
    const nextAt = slotAfter(settings, clock.now())?.toISOString() ?? null;
    return { settings, revision, channels: { email, webhook }, nextAt };
  }

  /** @throws HeguiError E_CONFLICT when they were changed meanwhile; E_REQUEST_INVALID for an address that stands twice. */
  async changeSettings(settings: DigestSettings, revision: number, by: Actor): Promise<DigestSettingsState> {
    const { unitOfWork, clock } = this.#parts;
    const addresses = settings.recipients.map(({ address }) => address.toLowerCase());
    const twice = addresses.findIndex((address, at) => addresses.indexOf(address) !== at);
    if (twice >= 0) throw invalidField(`settings.recipients.${twice}.address`, 'stands in the list before');
    const next = revision + 1;
    await unitOfWork.run(async (tx, evidence) => {
      if (!(await writeSettings(tx, settings, next, clock.now())))
        throw conflictingField('revision', 'was changed by someone else; reload');
      const { cadence, webhook, alerts, recipients } = settings;
      const told = { revision: next, cadence, recipients: recipients.length, webhook, alerts, by };
      evidence.append('status.digest-settings-changed', told);
    });
    return await this.settings();
  }

  /** What was told last, newest first, with how each notice fared. */
  async list(): Promise<Digest[]> {
    const { database, notices } = this.#parts;
    const rows = await listDigests(database, LISTED_MAX);
    return await Promise.all(
      rows.map(async ({ id, kind, from, to, counts, by }) => ({
        id,
        kind,
        from: from.toISOString(),
        to: to.toISOString(),
        counts,
        by,
        notices: (await notices.list(id)).map(({ nextAt: _next, ...notice }) => ({
          ...notice,
          createdAt: notice.createdAt.toISOString(),
          settledAt: notice.settledAt?.toISOString() ?? null,
        })),
      })),
    );
  }

  /** What a digest would say now. Sends nothing. */
  async preview(language: DigestFrame['language']): Promise<DigestPreview> {
    const { settings } = await this.#kept();
    const content = await this.#content(settings, this.#parts.clock.now());
    return { ...digestMail(content, this.#frame(language)), event: eventOf('by-hand', content, []) };
  }

  /** Tells everybody now. @throws HeguiError E_REQUEST_INVALID while nobody is to be told. */
  async sendNow(by: Actor): Promise<void> {
    const { settings } = await this.#kept();
    if (!hasReaders(settings))
      throw invalidField('settings.recipients', 'is empty and the webhook is off: add whom to tell, and save');
    const content = await this.#content(settings, this.#parts.clock.now());
    await this.#send(settings, whole('by-hand', null, content), by);
  }

  /** Tells what is due by the clock, and what turned red; in however many processes, each once. */
  async tellDue(): Promise<void> {
    const kept = await this.#kept();
    const { settings } = kept;
    if (!hasReaders(settings)) return;
    await this.#tellByClock(kept).catch(onlyOnce);
    if (settings.alerts) await this.#tellRed(settings).catch(onlyOnce);
  }

  async #tellByClock({ settings, changedAt }: KeptSettings): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const slot = slotBefore(settings, now);
    // Whoever asks for nine o'clock at ten is told tomorrow.
    if (slot === null || settings.cadence === 'off' || (changedAt !== null && slot < changedAt)) return;
    if (await hasSlot(database, slot)) return;
    await this.#send(settings, whole(settings.cadence, slot, await this.#content(settings, now)), 'system');
  }

  async #tellRed(settings: DigestSettings): Promise<void> {
    const { clock, read, database, pace } = this.#parts;
    const now = clock.now();
    const board = await read();
    const reds = redItems(board, now);
    const told = await readToldAt(
      database,
      reds.map(({ id }) => id),
    );
    const red = alertOf(reds, told, pace, now);
    if (red.length === 0) return;
    const content = contentOf(board, [], now, now);
    const mail = (frame: DigestFrame): MailWords => alertMail(red, board.log, frame);
    await this.#send(settings, { kind: 'alert', slot: null, content, red, mail }, 'system');
  }

  async #kept(): Promise<KeptSettings> {
    const row = await readSettings(this.#parts.database);
    if (row === undefined) return { settings: defaultSettings, revision: 0, changedAt: null };
    return { settings: digestSettingsSchema.parse(row.settings), revision: row.revision, changedAt: row.changedAt };
  }

  /** Since the last digest that told of everything, or as far back as one looks. */
  async #content(settings: DigestSettings, now: Date): Promise<DigestContent> {
    const { database, read } = this.#parts;
    const last = await lastWhole(database);
    const from = last?.to ?? new Date(now.getTime() - cadenceMs(settings.cadence));
    const changes = await findChanges(database, { controlIds: null, from, before: null }, CHANGES_MAX);
    return contentOf(await read(), changes, from, now);
  }

  #frame(language: DigestFrame['language']): DigestFrame {
    return { language, providerName: this.#parts.providerName(), boardUrl: this.#parts.boardUrl };
  }

  /** @throws HeguiError E_CONFLICT when another process told the same at this moment. */
  async #send(settings: DigestSettings, message: Message, by: Actor): Promise<void> {
    const { ids, notices, unitOfWork, pace } = this.#parts;
    const { kind, slot, content } = message;
    const id = ids.next('dig');
    const about = {
      subjectId: id,
      sealedFor: `digest:${id}`,
      template: kind === 'alert' ? 'board.alert' : 'board.digest',
    };
    const requests: NoticeRequest[] = settings.recipients.map(({ address: to, language }) => ({
      ...about,
      channel: 'email',
      content: { to, ...message.mail(this.#frame(language)) },
    }));
    const red = message.red.map((item) => item.id);
    if (settings.webhook)
      requests.push({
        ...about,
        channel: 'webhook',
        content: { event: { digest: id, ...eventOf(kind, content, red) } },
      });
    const prepared = await Promise.all(requests.map((request) => notices.prepare(request)));
    const row: DigestRow = { id, kind, slot, from: content.from, to: content.to, red, counts: countsOf(content), by };
    await unitOfWork.run(async (tx, evidence) => {
      await lockSettings(tx);
      const left = alertOf(message.red, await readToldAt(tx, red), pace, content.to);
      if (left.length < red.length || !(await insertDigest(tx, row)))
        throw new HeguiError('E_CONFLICT', 'another process told the same at this moment');
      for (const notice of prepared) await notices.queue(tx, evidence, notice);
      evidence.append('status.digest-sent', {
        digest: id,
        kind,
        from: content.from.toISOString(),
        to: content.to.toISOString(),
        size: content.log.size,
        root: content.log.root,
        red,
        counts: { ...row.counts },
        recipients: settings.recipients.length,
        webhook: settings.webhook,
        by,
      });
    });
  }
}

const hasReaders = ({ recipients, webhook }: DigestSettings): boolean => recipients.length > 0 || webhook;

const whole = (kind: DigestKind, slot: Date | null, content: DigestContent): Message => ({
  kind,
  slot,
  content,
  red: [],
  mail: (frame) => digestMail(content, frame),
});

/** Codes and figures for systems: never words, never names. */
function eventOf(
  kind: DigestKind,
  content: DigestContent,
  red: readonly string[],
): Extract<NoticeContent, { readonly event: object }>['event'] {
  const { totals, turnedRed, stillRed, mended, days, tasks, log, from, to } = content;
  const idsOf = (items: readonly Item[]): string => items.map(({ id }) => id).join(' ');
  return {
    kind,
    from: from.toISOString(),
    to: to.toISOString(),
    breached: totals.breached ?? 0,
    due: totals.due ?? 0,
    unknown: totals.unknown ?? 0,
    met: totals.met ?? 0,
    ...(kind === 'alert'
      ? { red: red.join(' ') }
      : {
          turnedRed: idsOf(turnedRed),
          stillRed: idsOf(stillRed),
          mended: idsOf(mended),
          dates: days.length,
          tasks: tasks.length,
        }),
    size: log.size,
    root: log.root,
  };
}

/** Another process was faster: told is told. */
function onlyOnce(error: unknown): void {
  if (!(error instanceof HeguiError) || error.code !== 'E_CONFLICT') throw error;
}
