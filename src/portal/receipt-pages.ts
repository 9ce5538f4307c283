import { HeguiError, MINUTE_MS } from '../kernel/index.ts';
import { type FormFault, type FormField, type FormReading, readForm, renderForm } from './form.ts';
import { withoutChallenge } from './forms.ts';
import { type Html, html } from './html.ts';
import type { PortalLanguage } from './languages.ts';
import type { PortalAnswer, PortalPage, PortalSubmission, PortalVisit, SendingLimit } from './model.ts';
import { cleanReceipt, groupReceipt } from './receipts.ts';
import { portalTexts } from './texts.ts';

/** What a duty's pages behind a receipt rest on. */
export interface ReceiptArea {
  /** Where they are, such as `/complaints`; `/open`, `/view` and `/leave` follow. */
  readonly path: string;
  /** What the names of its forms begin with, such as `complaint`. */
  readonly form: string;
  readonly words: (language: PortalLanguage) => {
    readonly title: string;
    readonly lead: string;
    readonly submit: string;
    readonly leave: string;
    /** Where it was told, when that was not on a page of the portal. */
    readonly secretHint?: string;
  };
  readonly limit: SendingLimit;
  /** @throws HeguiError E_RECEIPT_REFUSED */
  readonly openReceipt: (number: string, secret: string) => Promise<unknown>;
  /** What a receipt stands for that was opened before; null for one of something else. */
  readonly subjectOfReceipt: (number: string) => Promise<string | null>;
}

/** One limit for all duties: whoever tries receipts tries them on any page. */
const OPEN_LIMIT = { name: 'receipts.open', count: 20, withinMs: 10 * MINUTE_MS };
const CODE_CHARS_MAX = 40;

/** Opening a receipt with its secret, what it stands for while this browser holds it open, and forgetting it again. */
export class ReceiptPages {
  readonly #area: ReceiptArea;
  /** Leads back to opening one, and forgets what was open. */
  readonly back: PortalAnswer;
  /** Shows how it stands. */
  readonly view: Extract<PortalAnswer, { kind: 'redirect' }>;

  constructor(area: ReceiptArea) {
    this.#area = area;
    this.back = { kind: 'redirect', path: `${area.path}/open`, receipt: null };
    this.view = { kind: 'redirect', path: `${area.path}/view` };
  }

  /** The pages that are the same for everything that has a receipt. */
  get pages(): readonly PortalPage[] {
    const { path, limit } = this.#area;
    return [
      { method: 'GET', path: `${path}/open`, answer: async (visit) => this.#openForm(visit, numberOf(visit), []) },
      { method: 'POST', path: `${path}/open`, limit: OPEN_LIMIT, answer: (submission) => this.#open(submission) },
      { method: 'POST', path: `${path}/leave`, limit, answer: async (submission) => this.#leave(submission) },
    ];
  }

  /** What the receipt stands for that this browser opened; null leads `back`. */
  async opened({ receipt }: PortalVisit): Promise<string | null> {
    return receipt === null ? null : await this.#area.subjectOfReceipt(receipt);
  }

  /** What a form of these pages brought; no challenge is asked, since a secret was. */
  read(submission: PortalSubmission, name: string, fields: readonly FormField[]): FormReading {
    const { language, body } = submission;
    const reading = readForm(fields, body, language);
    const { fault } = submission.readForm(this.#nameOf(name), { hasChallenge: false });
    if (fault === null) return reading;
    return { ...reading, faults: [...reading.faults, { name: '', message: portalTexts[language].form[fault] }] };
  }

  /** A form of these pages; `name` is the last part of the address that it is sent to. */
  render(
    { language, url, blankForm }: PortalVisit,
    name: string,
    form: {
      readonly fields: readonly FormField[];
      readonly submit: string;
      readonly isSecondary?: boolean;
      readonly values?: Readonly<Record<string, string>>;
      readonly faults?: readonly FormFault[];
    },
  ): Html {
    const action = url(`${this.#area.path}/${name}`);
    return renderForm({ ...form, action, language, state: withoutChallenge(blankForm(this.#nameOf(name))) });
  }

  /** The button that forgets the receipt on this device. */
  leaveButton(visit: PortalVisit): Html {
    const { leave } = this.#area.words(visit.language);
    return html`<div class="after">${this.render(visit, 'leave', { fields: [], submit: leave, isSecondary: true })}</div>`;
  }

  #nameOf(name: string): string {
    return `${this.#area.form}-${name}`;
  }

  #fields(language: PortalLanguage): FormField[] {
    const t = portalTexts[language].receipt;
    const field = { kind: 'text', charsMax: CODE_CHARS_MAX, isRequired: true, isSecret: true } as const;
    const { secretHint = t.secretHint } = this.#area.words(language);
    return [
      { ...field, name: 'number', label: t.number, hint: t.numberHint },
      { ...field, name: 'secret', label: t.secret, hint: secretHint },
    ];
  }

  #openForm(visit: PortalVisit, values: Readonly<Record<string, string>>, faults: readonly FormFault[]): PortalAnswer {
    const { title, lead, submit } = this.#area.words(visit.language);
    const form = this.render(visit, 'open', { fields: this.#fields(visit.language), submit, values, faults });
    const hasFaults = faults.length > 0;
    return {
      kind: 'page',
      title,
      status: hasFaults ? 422 : 200,
      hasFaults,
      main: html`<p class="lead">${lead}</p>${form}`,
    };
  }

  async #open(submission: PortalSubmission): Promise<PortalAnswer> {
    const { language } = submission;
    const { values, faults } = this.read(submission, 'open', this.#fields(language));
    if (faults.length > 0) return this.#openForm(submission, values, faults);
    const { number = '', secret = '' } = values;
    try {
      await this.#area.openReceipt(number, secret);
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_RECEIPT_REFUSED') throw error;
      return this.#openForm(submission, values, [{ name: 'number', message: portalTexts[language].receipt.wrong }]);
    }
    return { ...this.view, receipt: cleanReceipt(number) };
  }

  #leave(submission: PortalSubmission): PortalAnswer {
    const { fault } = submission.readForm(this.#nameOf('leave'), { hasChallenge: false });
    return fault === null ? this.back : this.view;
  }
}

/** A link may bring the number; the secret is always typed. */
function numberOf({ query }: PortalVisit): Readonly<Record<string, string>> {
  const number = cleanReceipt((query.get('number') ?? '').slice(0, CODE_CHARS_MAX));
  return number === '' ? {} : { number: groupReceipt(number) };
}
