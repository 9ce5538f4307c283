import {
  type CHOICES,
  type ChoiceName,
  type FactName,
  type FactValue,
  factIndex,
  type LISTS,
  type ListName,
  type NumberName,
  REPRESENTATIVES,
} from './facts.ts';

/** One yes-or-no question about one fact. */
export interface FactTest {
  readonly fact: FactName;
  /** Place of the fact in the list of facts. */
  readonly index: number;
  /** Answer for a known value. */
  readonly holds: (value: FactValue) => boolean;
  /** Bit i is set when it holds for the i-th representative of the fact. */
  readonly mask: number;
}

export function factTest(fact: FactName, holds: (value: FactValue) => boolean): FactTest {
  const mask = (REPRESENTATIVES.get(fact) ?? []).reduce<number>(
    (bits, value, at) => (holds(value) ? bits | (1 << at) : bits),
    0,
  );
  return { fact, index: factIndex.get(fact) ?? 0, holds, mask };
}

/** Holds when the fact is one of the values. */
export const isOneOf = <Name extends ChoiceName>(fact: Name, ...values: (typeof CHOICES)[Name][number][]): FactTest =>
  factTest(fact, (value) => values.some((one) => one === value));

/** Holds when the list has any of the items. */
export const hasAny = <Name extends ListName>(fact: Name, ...items: (typeof LISTS)[Name][number][]): FactTest =>
  factTest(fact, (value) => Array.isArray(value) && items.some((item) => value.includes(item)));

/** Holds when the list is not empty and has nothing but the items. */
export const hasOnly = <Name extends ListName>(fact: Name, ...items: (typeof LISTS)[Name][number][]): FactTest =>
  factTest(
    fact,
    (value) => Array.isArray(value) && value.length > 0 && value.every((one) => items.some((item) => item === one)),
  );

export const isEmpty = (fact: ListName): FactTest =>
  factTest(fact, (value) => Array.isArray(value) && value.length === 0);

export const isAtLeast = (fact: NumberName, bound: number): FactTest =>
  factTest(fact, (value) => typeof value === 'number' && value >= bound);

export const isAbove = (fact: NumberName, bound: number): FactTest =>
  factTest(fact, (value) => typeof value === 'number' && value > bound);
