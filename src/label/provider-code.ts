import { HeguiError } from '../kernel/errors.ts';
import { describeCreditCodeFault, findCreditCodeFault } from './credit-code.ts';
import { errorFinding, hasErrors, type LabelFinding, warningFinding } from './finding.ts';

const LENGTH = 27;
const FORMAT = '00';
const ORGANISATION = '1';
const BOUND_BY_CREDIT_CODE = '1';
const SERVICE_TYPES = { generation: '1', propagation: '2' } as const;
/** The guide's own value for an extension that is not used. */
const NO_EXTENSION = '00000';
const MODEL_CODE = /^[0-9A-Z]{4}$/;

/** The parts of a provider code (TC260-PG-20252A), cut at their fixed places. */
export interface ProviderCodeParts {
  readonly format: string;
  readonly subjectType: string;
  readonly binding: string;
  readonly creditCode: string;
  readonly serviceType: string;
  readonly modelCode: string;
}

/**
 * The 27 characters that name an organisation and its service in a label.
 *
 * @param modelCode four digits or capitals of the provider's own choice; null where it uses no extension.
 * @throws HeguiError E_REQUEST_INVALID naming `creditCode` or `modelCode` and what is wrong with it.
 */
export function buildProviderCode(
  creditCode: string,
  modelCode: string | null,
  service: keyof typeof SERVICE_TYPES = 'generation',
): string {
  const fault = findCreditCodeFault(creditCode);
  if (fault !== null) throw invalid('creditCode', describeCreditCodeFault(fault));
  if (modelCode !== null && !MODEL_CODE.test(modelCode)) throw invalid('modelCode', 'must be four digits or capitals');
  const extension = modelCode === null ? NO_EXTENSION : `${SERVICE_TYPES[service]}${modelCode}`;
  return `${FORMAT}${ORGANISATION}${BOUND_BY_CREDIT_CODE}${creditCode}${extension}`;
}

/** Everything that is wrong or odd about a provider code; `isValid` when nothing breaks a rule. */
export function checkProviderCode(code: string): {
  readonly isValid: boolean;
  readonly parts: ProviderCodeParts;
  readonly findings: readonly LabelFinding[];
} {
  const parts = cut(code);
  const findings = [...checkShape(code), ...checkSubject(parts), ...checkExtension(parts)];
  return { isValid: !hasErrors(findings), parts, findings };
}

const cut = (code: string): ProviderCodeParts => ({
  format: code.slice(0, 2),
  subjectType: code.slice(2, 3),
  binding: code.slice(3, 4),
  creditCode: code.slice(4, 22),
  serviceType: code.slice(22, 23),
  modelCode: code.slice(23),
});

function* checkShape(code: string): Iterable<LabelFinding> {
  if (code.length !== LENGTH) yield errorFinding('length', `has ${code.length} characters; a provider code has 27`);
  if (/[a-z]/.test(code)) yield errorFinding('lower-case', 'has small letters; use digits and capitals');
  else if (/[^0-9A-Z]/.test(code)) yield errorFinding('characters', 'has other characters than digits and capitals');
}

function* checkSubject({ format, subjectType, binding, creditCode }: ProviderCodeParts): Iterable<LabelFinding> {
  if (format !== FORMAT) yield errorFinding('prefix', `begins with ${JSON.stringify(format)}; the format code is 00`);
  if (subjectType !== ORGANISATION || binding !== BOUND_BY_CREDIT_CODE) {
    yield warningFinding(
      'subject',
      'is not of an organisation bound by its credit code (11), so its number is unchecked',
    );
    return;
  }
  const fault = findCreditCodeFault(creditCode);
  if (fault === null) return;
  const code = fault.kind === 'check-digit' ? 'check-digit' : 'credit-code';
  yield errorFinding(code, `the credit code (positions 5 to 22) ${describeCreditCodeFault(fault)}`);
}

function* checkExtension({ serviceType, modelCode }: ProviderCodeParts): Iterable<LabelFinding> {
  // 00000 is the guide's own value for an extension that is not used.
  if (serviceType === '1' || serviceType === '2' || (serviceType === '0' && modelCode === '0000')) return;
  if (serviceType === '0') {
    yield warningFinding('service-type', 'has service type 0 before a model code; 1 is generation, 2 is propagation');
  } else if (serviceType !== '') {
    yield errorFinding('service-type', `has service type ${serviceType}; 1 is generation, 2 is propagation`);
  }
}

const invalid = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });
