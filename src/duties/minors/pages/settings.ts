import {
  type Curfew,
  type GuardianSettings,
  type MinorFunction,
  minorFunctionSchema,
} from '../../../contract/index.ts';
import { type FormField, fill, type PortalLanguage } from '../../../portal/index.ts';
import { covers } from '../rules.ts';
import type { GuardianOverview } from '../service/guardians.ts';
import { minorTexts } from './texts.ts';

const MINUTES = [0, 15, 30, 45, 60, 90, 120, 180, 240];
const FROM = ['18:00', '19:00', '20:00', '20:30', '21:00', '21:30', '22:00', '23:00'];
const TO = ['05:00', '06:00', '06:30', '07:00', '08:00', '09:00'];
const DEFAULT_TO = '06:00';
const FUNCTIONS = minorFunctionSchema.options;
const nameOf = (name: MinorFunction): string => `close-${name.replaceAll(/[^a-z]/g, '-')}`;

/** What a guardian can set here; only what they may. */
export function settingsFields(found: GuardianOverview, language: PortalLanguage): FormField[] {
  const t = minorTexts[language];
  const { service, mayLoosen } = found;
  const minutes = (count: number): string => fill(t.minutes, { minutes: count });
  const asService = (what: string) => ({ value: 'service', label: fill(t.settings.asService, { what }) });
  const hours = service.curfew === null ? t.view.none : `${service.curfew.from}–${service.curfew.to}`;
  const { curfew } = service;
  const froms = FROM.filter((from) => mayLoosen || curfew === null || TO.some((to) => covers({ from, to }, curfew)));
  const tos = TO.filter((to) => mayLoosen || curfew === null || FROM.some((from) => covers({ from, to }, curfew)));
  return [
    {
      kind: 'choice',
      name: 'daily',
      label: t.settings.daily,
      options: [
        asService(minutes(service.dailyMinutes)),
        ...MINUTES.filter((count) => mayLoosen || count < service.dailyMinutes).map((count) => ({
          value: String(count),
          label: minutes(count),
        })),
      ],
    },
    {
      kind: 'choice',
      name: 'from',
      label: t.settings.from,
      options: [
        asService(hours),
        ...(mayLoosen ? [{ value: 'lifted', label: t.settings.lifted }] : []),
        ...froms.map((value) => ({ value, label: value })),
      ],
    },
    { kind: 'choice', name: 'to', label: t.settings.to, options: tos.map((value) => ({ value, label: value })) },
    ...FUNCTIONS.map(
      (name): FormField => ({
        kind: 'tick',
        name: nameOf(name),
        label: fill(t.settings.closed, { name: t.functions[name] }),
      }),
    ),
    ...(mayLoosen
      ? [
          {
            kind: 'tick',
            name: 'left',
            label: t.settings.hasLeft,
            hint: t.settings.hasLeftHint,
          } as const,
        ]
      : []),
  ];
}

/** The form as it stands. */
export function valuesOf({ settings, service }: GuardianOverview): Record<string, string> {
  const { dailyMinutes, curfew, isCurfewLifted, closed, hasLeft } = settings;
  return {
    daily: dailyMinutes === null ? 'service' : String(dailyMinutes),
    from: isCurfewLifted ? 'lifted' : (curfew?.from ?? 'service'),
    to: curfew?.to ?? service.curfew?.to ?? DEFAULT_TO,
    ...Object.fromEntries(closed.map((name) => [nameOf(name), 'yes'])),
    left: hasLeft ? 'yes' : '',
  };
}

/** What was chosen. Another end of the rest alone keeps the service's beginning. */
export function settingsOf(values: Readonly<Record<string, string>>, { service }: GuardianOverview): GuardianSettings {
  const { daily = '', from = '', to = '' } = values;
  return {
    dailyMinutes: daily === '' || daily === 'service' ? null : Number(daily),
    curfew: curfewOf(from, to, service.curfew),
    isCurfewLifted: from === 'lifted',
    closed: FUNCTIONS.filter((name) => values[nameOf(name)] === 'yes'),
    hasLeft: values.left === 'yes',
  };
}

function curfewOf(from: string, to: string, service: Curfew | null): Curfew | null {
  if (from === 'lifted') return null;
  if (from !== '' && from !== 'service') return { from, to: to === '' ? (service?.to ?? DEFAULT_TO) : to };
  return service === null || to === '' || to === service.to ? null : { from: service.from, to };
}
