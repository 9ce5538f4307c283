import { type IdentityProviderKind, type IdentityProviderRow, identityProviderSettingsSchema } from '@hegui/contract';

/** One field of a kind's settings, as the editor shows it. */
export interface FieldSpec {
  readonly name:
    | 'baseUrl'
    | 'secretId'
    | 'elements'
    | 'orgId'
    | 'appId'
    | 'authMode'
    | 'issuer'
    | 'clientId'
    | 'level'
    | 'scope'
    | 'acr';
  readonly options?: readonly ('two' | 'three' | 'R03' | 'R04' | 'phone' | 'verified' | 'entity')[];
  readonly initial: string;
  readonly isOptional?: boolean;
}

/** What each kind asks for, in order; the secret comes after. */
export const FIELDS: Readonly<Record<IdentityProviderKind, readonly FieldSpec[]>> = {
  tencent: [
    { name: 'baseUrl', initial: 'https://faceid.tencentcloudapi.com' },
    { name: 'secretId', initial: '' },
    { name: 'elements', options: ['two', 'three'], initial: 'three' },
  ],
  national: [
    { name: 'baseUrl', initial: 'https://' },
    { name: 'orgId', initial: '' },
    { name: 'appId', initial: '' },
    { name: 'authMode', options: ['R03', 'R04'], initial: 'R03' },
  ],
  oidc: [
    { name: 'issuer', initial: 'https://' },
    { name: 'clientId', initial: '' },
    { name: 'level', options: ['phone', 'verified', 'entity'], initial: 'phone' },
    { name: 'scope', initial: 'openid' },
    { name: 'acr', initial: '', isOptional: true },
  ],
};
export const KINDS: readonly IdentityProviderKind[] = ['tencent', 'national', 'oidc'];

export interface ProviderDraft {
  readonly name: string;
  readonly kind: IdentityProviderKind;
  readonly secret: string;
  readonly values: Readonly<Record<string, string>>;
}

export const initialValues = (kind: IdentityProviderKind): ProviderDraft['values'] =>
  Object.fromEntries(FIELDS[kind].map(({ name, initial }) => [name, initial]));

/** What is edited of a provider; of none, what a new one begins with. */
export function draftOf(provider: IdentityProviderRow | null): ProviderDraft {
  if (provider === null) return { name: '', kind: 'tencent', secret: '', values: initialValues('tencent') };
  const { name, settings } = provider;
  const values = { ...initialValues(settings.kind) };
  for (const [field, value] of Object.entries(settings)) if (typeof value === 'string') values[field] = value;
  return { name, kind: settings.kind, secret: '', values };
}

/** The settings that a draft stands for, checked by the server's own schema. */
export function settingsOf({ kind, values }: ProviderDraft) {
  const fields = FIELDS[kind].map(({ name, isOptional }) => {
    const typed = (values[name] ?? '').trim();
    return [name, typed === '' && isOptional === true ? null : typed];
  });
  return identityProviderSettingsSchema.safeParse({ kind, ...Object.fromEntries(fields) });
}
