import { randomUUID } from 'node:crypto';
import type { JudgeSettings } from '../contract/index.ts';
import { type Clock, invalidField, type Secret } from '../kernel/index.ts';
import type { Connections } from './http.ts';
import type { Judge } from './judge.ts';
import { createAlibaba } from './vendors/alibaba.ts';
import { createBaidu } from './vendors/baidu.ts';
import { createGuardChat } from './vendors/guard-chat.ts';
import { createOpenaiModerations } from './vendors/openai-moderations.ts';
import { createTencent } from './vendors/tencent.ts';
import { createVolcengine } from './vendors/volcengine.ts';

export interface JudgeParts {
  readonly connections: Connections;
  readonly clock: Clock;
  /** A text that no call used before; Alibaba's signature wants one. */
  readonly newNonce?: () => string;
}

const NEEDS_SECRET = new Set<JudgeSettings['kind']>(['alibaba', 'tencent', 'baidu', 'volcengine']);

/** Must a judge of this kind have a secret to be called at all? */
export const needsSecret = (kind: JudgeSettings['kind']): boolean => NEEDS_SECRET.has(kind);

/**
 * A judge of the kind that the settings name.
 *
 * @throws HeguiError E_REQUEST_INVALID when a kind that signs its calls has no secret.
 */
export function makeJudge(settings: JudgeSettings, secret: Secret | null, parts: JudgeParts): Judge {
  const { connections, clock, newNonce = randomUUID } = parts;
  if (settings.kind === 'guard-chat') return createGuardChat(settings, secret, connections);
  if (settings.kind === 'openai-moderations') return createOpenaiModerations(settings, secret, connections);
  if (secret === null) throw invalidField('secret', `is needed for a judge of kind ${settings.kind}`);
  if (settings.kind === 'alibaba') return createAlibaba(settings, secret, connections, { clock, newNonce });
  if (settings.kind === 'tencent') return createTencent(settings, secret, connections, clock);
  if (settings.kind === 'baidu') return createBaidu(settings, secret, connections, clock);
  return createVolcengine(settings, secret, connections, clock);
}
