import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience, CompanionRole, TrainingUse } from '../contract/index.ts';
import type { OpinionDesk } from '../judges/index.ts';
import { type Clock, type Config, DAY_MS, HeguiError, HOUR_MS } from '../kernel/index.ts';
import type { KeyEntry, ServiceEntry } from '../registry/index.ts';
import type { AdmissionDoor } from './admit.ts';
import { invalid } from './chat/request.ts';
import type { TextExports } from './exports/ports.ts';
import type { BuildLabel } from './label.ts';
import type { GrantedLift, LabelLifts } from './lift/ports.ts';
import type { FormFile } from './media/form.ts';
import type { MediaParts } from './media/ports.ts';
import type { ExchangeRecords } from './record/index.ts';
import type { Upstreams, UpstreamTarget } from './upstream/index.ts';
import type { VideoDesk } from './videos/desk.ts';

/** What the gateway is put together from; see `app/server.ts`. */
export interface GatewayParts {
  readonly records: ExchangeRecords;
  readonly upstreams: Upstreams;
  readonly doors: readonly AdmissionDoor[];
  /** May what this end user enters be used for training? At once in the common case. */
  readonly trainingUse: (service: ServiceEntry, endUser: string | null) => TrainingUse | Promise<TrainingUse>;
  /** For which audience an end user is served whose age is known, whatever the request says; null = as it says. */
  readonly audienceOf?: (serviceId: string, endUser: string | null) => Audience | null | Promise<Audience | null>;
  readonly buildLabel: BuildLabel;
  /** The name under which an end user of a service is known to the records; not reversible without the key. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  readonly limits: Config['limits'];
  /**
   * Puts an exchange before a person, once it is recorded whole. Returns at once and never throws: its own failures are
   * its own to log, and the closing record says as well what was found.
   */
  readonly askReview?: (request: ReviewAsked) => void;
  readonly clock: Clock;
  /** Who is asked for second opinions, where a policy wants them. */
  readonly opinions: OpinionDesk;
  /** What pictures and sounds are labelled with. */
  readonly media: MediaParts;
  /** Who may have content without explicit label, and what left so. */
  readonly lifts: LabelLifts;
  /** Conversations that leave as files. */
  readonly exports: TextExports;
  /** Films; null where none are made. */
  readonly videos: VideoDesk | null;
}

/** One request that was authenticated, with its parsed body. */
export interface Call {
  readonly id: string;
  readonly startedMs: number;
  /** With its service as the audience is served. */
  readonly key: KeyEntry;
  readonly audience?: Audience;
  /** Whom the model is to play for the end user, as the header `x-hegui-companion` says. */
  readonly companion?: CompanionRole | null;
  /** Parsed JSON, or the text fields of a form. */
  readonly body: unknown;
  /** Of a form. */
  readonly files?: readonly FormFile[];
  /** Granted where the request asks for its content without explicit label; absent = the label is put on. */
  readonly lift?: GrantedLift;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An exchange that someone should look at; `detail` holds names and figures, never content. */
export interface ReviewAsked {
  readonly exchangeId: string;
  readonly reason: 'classifier';
  readonly detail: string;
  readonly risks: readonly string[];
}

const USER_CHARS_MAX = 512;

/** Pseudonym of the end user: the header `x-hegui-user` counts before the body's `user`. */
export function endUserOf(
  parts: Pick<GatewayParts, 'pseudonym'>,
  call: Pick<Call, 'key' | 'request'>,
  bodyUser: string | null,
): string | null {
  const header = call.request.headers['x-hegui-user'];
  if (Array.isArray(header)) throw invalid('x-hegui-user', 'must be sent once');
  const user = header === undefined || header === '' ? bodyUser : header;
  if (user === null) return null;
  if (user.length > USER_CHARS_MAX) throw invalid('x-hegui-user', `must have at most ${USER_CHARS_MAX} characters`);
  return parts.pseudonym(call.key.service.id, user);
}

/** What a request says that it is for, besides what its endpoint does; doors know the words. */
export function declaredOf({ request }: Pick<Call, 'request'>): string | null {
  const declared = request.headers['x-hegui-function'];
  if (Array.isArray(declared)) throw invalid('x-hegui-function', 'must be sent once');
  return declared === undefined || declared === '' ? null : declared;
}

// Days as people in mainland China count them.
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** Whose data key protects the content: the end user's, or the day's where nobody was named. */
export function subjectOf(parts: GatewayParts, serviceId: string, endUser: string | null): string {
  if (endUser !== null) return endUser;
  const day = Math.floor((parts.clock.now().getTime() + CHINA_OFFSET_MS) / DAY_MS);
  return `anonymous:${serviceId}:${new Date(day * DAY_MS).toISOString().slice(0, 10)}`;
}

/** @throws HeguiError E_MODEL_UNKNOWN when no upstream of the service has the model. */
export function targetsFor(service: ServiceEntry, model: string): readonly UpstreamTarget[] {
  const targets = service.upstreams.filter((target) => {
    const hasMap = Object.keys(target.models).length > 0;
    return !hasMap || Object.hasOwn(target.models, model);
  });
  if (targets.length > 0) return targets;
  throw new HeguiError('E_MODEL_UNKNOWN', 'no upstream of this service has the model', {
    fields: [{ path: 'model', message: 'is not one of GET /v1/models' }],
  });
}

/** The name by which this upstream knows the model. */
export const modelAt = ({ models }: UpstreamTarget, model: string): string =>
  Object.hasOwn(models, model) ? (models[model] ?? model) : model;

/** Host and port of the upstream, as they stand in addresses of its own. */
export const hostOf = ({ baseUrl }: UpstreamTarget): string => new URL(baseUrl).host;
