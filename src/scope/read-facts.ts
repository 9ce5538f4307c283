import { type ErrorField, HeguiError } from '../kernel/errors.ts';
import { CHOICES, FACT_NAMES, type FactName, type Facts, type FactValue, LISTS, NUMBERS } from './facts.ts';

const names = new Set<string>(FACT_NAMES);
const isFactName = (name: string): name is FactName => names.has(name);
/** Longest `audience_detail`, in UTF-16 units. */
const DETAIL_UNITS_MAX = 10_000;

/**
 * Reads a facts object.
 *
 * @throws HeguiError E_REQUEST_INVALID with one field for each fact that is unknown by name, of the wrong type or outside
 *   its values; each says what is allowed.
 */
export function readFacts(given: unknown): Facts {
  if (!isRecord(given))
    throw refusal([{ path: 'facts', message: 'must be one JSON object, such as {"audience":"internal_staff"}' }]);
  const reading = new Reading();
  for (const [name, value] of Object.entries(given)) reading.take(name, value);
  if (reading.refused.length > 0) throw refusal(reading.refused);
  return { known: reading.known, unsure: reading.unsure, audienceDetail: reading.detail, unusedExtras: reading.unused };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refusal = (fields: readonly ErrorField[]): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', fields.map(({ path, message }) => `${path} ${message}`).join('; '), { fields });

class Reading {
  readonly known = new Map<FactName, FactValue>();
  readonly unsure: FactName[] = [];
  readonly refused: ErrorField[] = [];
  readonly unused: string[] = [];
  detail = '';

  take(name: string, value: unknown): void {
    if (name === 'audience_detail') this.takeDetail(value);
    else if (name === 'extra') this.takeExtra(value);
    else if (isFactName(name) && !name.startsWith('extra.')) this.takeFact(name, value);
    else this.refuse(name, `is no fact; the facts are ${topNames().join(', ')}`);
  }

  private takeDetail(value: unknown): void {
    if (value === null || value === undefined) return;
    if (typeof value !== 'string' || value.length > DETAIL_UNITS_MAX)
      this.refuse('audience_detail', `must be a text of at most ${DETAIL_UNITS_MAX} characters`);
    else this.detail = value;
  }

  private takeExtra(value: unknown): void {
    if (value === null || value === undefined) return;
    if (!isRecord(value)) this.refuse('extra', 'must be an object, such as {"leak_persons":1200000}');
    for (const [member, inner] of Object.entries(isRecord(value) ? value : {})) {
      const name = `extra.${member}`;
      if (isFactName(name)) this.takeFact(name, countOf(name, inner));
      else this.unused.push(member);
    }
  }

  private takeFact(name: FactName, value: unknown): void {
    if (value === null || value === undefined) {
      this.unsure.push(name);
      return;
    }
    const read = readValue(name, value);
    if (typeof read === 'object' && 'allowed' in read) this.refuse(name, read.allowed);
    else if (read === 'unclear' || read === 'unknown') this.unsure.push(name);
    else this.known.set(name, read);
  }

  private refuse(path: string, message: string): void {
    this.refused.push({ path, message });
  }
}

const topNames = (): string[] => [
  ...FACT_NAMES.filter((name) => !name.startsWith('extra.')),
  'audience_detail',
  'extra',
];

/** Upstreams may be told by number, by name or by yes and no. */
function countOf(name: FactName, value: unknown): unknown {
  if (name === 'extra.sensitive' && value === false) return 0;
  if (name !== 'extra.upstreams_filed' && name !== 'extra.upstreams_foreign') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Array.isArray(value) ? value.length : value;
}

function readValue(name: FactName, value: unknown): FactValue | { readonly allowed: string } {
  // A bare yes: how many persons the sensitive information is about was not told.
  if (name === 'extra.sensitive' && value === true) return true;
  if (name in CHOICES) return readChoice(Reflect.get(CHOICES, name), value);
  if (name in LISTS) return readList(Reflect.get(LISTS, name), value);
  return readNumber(Reflect.get(NUMBERS, name), value);
}

function readChoice(values: readonly (string | boolean)[], value: unknown): FactValue | { readonly allowed: string } {
  const found = values.find((one) => one === value);
  return found ?? { allowed: `must be one of ${values.join(', ')}, or null while unknown` };
}

function readList(values: readonly string[], value: unknown): FactValue | { readonly allowed: string } {
  const allowed = `must be a list with any of ${values.join(', ')}, or null while unknown`;
  if (!Array.isArray(value)) return { allowed };
  const items: readonly unknown[] = value;
  const found = items.map((item) => values.find((one) => one === item));
  return found.every((item) => item !== undefined) ? found : { allowed };
}

function readNumber(
  { max, isWhole }: { readonly max: number; readonly isWhole: boolean },
  value: unknown,
): FactValue | { readonly allowed: string } {
  const isRight =
    typeof value === 'number' &&
    value >= 0 &&
    value <= max &&
    (isWhole ? Number.isSafeInteger(value) : !Number.isNaN(value));
  if (isRight) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  const bound = max === Number.MAX_SAFE_INTEGER ? 'of at least 0' : `from 0 to ${max}`;
  return { allowed: `must be ${kind} ${bound}, or null while unknown` };
}
