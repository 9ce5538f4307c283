import type { MeasureLanguage } from '../../contract/index.ts';
import type { Clock, Language } from '../../kernel/index.ts';
import { fill, groupReceipt, momentText } from '../../portal/index.ts';
import { doorTexts } from './door-texts.ts';
import type { LiveMeasures } from './live-measures.ts';
import type { ActiveMeasure } from './model.ts';
import { functionNames } from './statement.ts';

/** What the gateway asks, and is answered, in the shape of its doors of admission. */
export interface DoorQuestion {
  /** Pseudonym; null when nobody was named. */
  readonly endUser: string | null;
  readonly endpoint: string;
  /** Of the end user; worked out only when it is read. */
  readonly language: Language;
}
export type DoorAnswer =
  | { readonly admit: true; readonly basis: string; readonly notice?: { readonly text: string; readonly url: string } }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly answer: string;
      readonly remedy: { readonly url: string };
    };

const NOBODY: DoorAnswer = { admit: true, basis: 'no end user named' };
const NOTHING: DoorAnswer = { admit: true, basis: 'no measure' };

/**
 * The door of measures: asks nobody but the memory of this process. A suspension, an end, and what a restriction closes are refused
 * with their reason, their end and the way to appeal; a warning, and a restriction of something else, are told beside the answer.
 * Where somebody is under several, the severest that concerns what is asked speaks. @law measures#14
 */
export function measuresDoor(
  live: Pick<LiveMeasures, 'of' | 'secretOf'>,
  { clock, address }: { readonly clock: Pick<Clock, 'now'>; readonly address: string },
): { readonly name: string; ask(question: DoorQuestion): DoorAnswer } {
  return {
    name: 'measures',
    ask: (question) => {
      const { endUser, endpoint } = question;
      if (endUser === null) return NOBODY;
      const measures = live.of(endUser, clock.now());
      if (measures.length === 0) return NOTHING;
      const shut = measures.find((one) => isShut(one, endpoint));
      const [told] = shut === undefined ? measures : [shut];
      if (told === undefined) return NOTHING;
      const language = question.language === 'en' ? 'en' : 'zh-CN';
      const url = urlOf(address, language, told.receipt);
      const text = tell(told, { url, secret: live.secretOf(told) }, language);
      const basis = `${told.rung} ${told.id}`;
      return shut === undefined
        ? { admit: true, basis, notice: { text, url } }
        : { admit: false, basis, answer: text, remedy: { url } };
    },
  };
}

const isShut = ({ rung, endpoints }: ActiveMeasure, endpoint: string): boolean =>
  rung === 'suspension' || rung === 'end' || (rung === 'restriction' && endpoints.includes(endpoint));

/** Where the statement is opened; the number is filled in there, the secret never stands in an address. */
export const urlOf = (address: string, language: MeasureLanguage, receipt: string): string =>
  `${address}/${language === 'en' ? 'en' : 'zh'}/measures/open?number=${receipt}`;

function tell(
  { rung, endpoints, endsAt, receipt }: ActiveMeasure,
  { url, secret }: { readonly url: string; readonly secret: string },
  language: MeasureLanguage,
): string {
  const t = doorTexts[language];
  const until = endsAt === null ? t.withoutEnd : fill(t.until, { end: momentText(endsAt, language) });
  const said = fill(t[rung], { functions: functionNames(endpoints, language), until });
  return `${said}\n${fill(t.more, { url, number: groupReceipt(receipt), secret: groupReceipt(secret) })}`;
}
