import type { z } from 'zod';
import type { Policy, Service, serviceChangeSchema } from '../../contract/index.ts';
import { canonicalJson, conflictingField, invalidField, sha256Hex } from '../../kernel/index.ts';
import { buildProviderCode } from '../../label/index.ts';

export type ServiceChange = z.infer<typeof serviceChangeSchema>;

/** What a service is served by; its version rises with every change of any of it. */
export interface ServiceState {
  readonly name: string;
  readonly modelCode: string;
  readonly policy: Policy;
  readonly policyVersion: number;
  readonly upstreamIds: readonly string[];
  readonly wordListIds: readonly string[];
}

/**
 * The state after a change, or null when the change changes nothing.
 *
 * @throws HeguiError E_CONFLICT when the change was made from another version than the stored one; E_REQUEST_INVALID when
 *   a policy comes without the version that it was made from.
 */
export function applyChange(state: ServiceState, change: ServiceChange): ServiceState | null {
  const { policyVersion } = change;
  if (change.policy !== undefined && policyVersion === undefined) {
    throw invalidField('policyVersion', 'must go with a policy; send the version that was read');
  }
  if (policyVersion !== undefined && policyVersion !== state.policyVersion) {
    throw conflictingField(
      'policyVersion',
      `is ${policyVersion}, but the service is at ${state.policyVersion}; reload and make the change again`,
    );
  }
  const next: ServiceState = {
    name: change.name ?? state.name,
    modelCode: change.modelCode ?? state.modelCode,
    policy: change.policy ?? state.policy,
    policyVersion: state.policyVersion + 1,
    upstreamIds: change.upstreamIds ?? state.upstreamIds,
    wordListIds: change.wordListIds === undefined ? state.wordListIds : [...new Set(change.wordListIds)].sort(),
  };
  return fingerprint(next) === fingerprint(state) ? null : next;
}

const fingerprint = ({ policyVersion: _version, policy, ...rest }: ServiceState): string =>
  JSON.stringify([rest.name, rest.modelCode, digestPolicy(policy), rest.upstreamIds, rest.wordListIds]);

/** @throws HeguiError E_REQUEST_INVALID naming the first id that stands twice. */
export function requireDistinct(ids: readonly string[], path: string): void {
  const twice = ids.findIndex((id, position) => ids.indexOf(id) !== position);
  if (twice >= 0) throw invalidField(`${path}.${twice}`, 'stands in the list twice; remove one');
}

/** SHA-256 of the canonical JSON of a policy, as evidence carries it. */
export const digestPolicy = (policy: Policy): string => sha256Hex(canonicalJson(policy));

/** Does a change touch only how a service screens and answers, which a compliance officer may decide? */
export const isPolicyChangeOnly = (change: ServiceChange): boolean =>
  change.name === undefined && change.modelCode === undefined && change.upstreamIds === undefined;

/** The 27 characters, or null until a provider is registered. */
export const providerCodeOf = (creditCode: string | undefined, modelCode: Service['modelCode']): string | null =>
  creditCode === undefined ? null : buildProviderCode(creditCode, modelCode);
