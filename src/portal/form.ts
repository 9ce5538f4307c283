import { MIB } from '../kernel/index.ts';
import { type Html, html } from './html.ts';
import { fill, type PortalLanguage } from './languages.ts';
import type { FormBody, FormState } from './model.ts';
import { portalTexts } from './texts.ts';
import { checkFiles, FILE_BYTES_MAX, FILES_MAX, type UploadedFile } from './uploads.ts';

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
}

/** One question of a form. */
export type FormField =
  | (FieldBase & {
      readonly kind: 'text';
      readonly type?: 'text' | 'email' | 'tel';
      readonly charsMax: number;
      /** What browsers may fill in by themselves, as HTML names it. */
      readonly autocomplete?: string;
      readonly isSecret?: boolean;
    })
  | (FieldBase & { readonly kind: 'long-text'; readonly charsMax: number })
  | (FieldBase & {
      readonly kind: 'choice';
      readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
    })
  | (FieldBase & { readonly kind: 'tick' })
  | (FieldBase & { readonly kind: 'files'; readonly filesMax?: number; readonly isScanned: boolean });

/** Something that must be mended before the form can be taken; `name` is the field, or empty for the form as a whole. */
export interface FormFault {
  readonly name: string;
  readonly message: string;
}

export interface FormReading {
  /** What was typed, trimmed, by field; absent fields are empty. Ticks are `yes` or empty. */
  readonly values: Readonly<Record<string, string>>;
  readonly files: readonly UploadedFile[];
  readonly faults: readonly FormFault[];
}

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const PHONE = /^\+?[\d -]{5,25}$/;

/** Reads what was typed and says, next to which field, what is missing. What was typed is kept either way. */
export function readForm(fields: readonly FormField[], body: FormBody, language: PortalLanguage): FormReading {
  const values: Record<string, string> = {};
  const faults: FormFault[] = [];
  let files: readonly UploadedFile[] = [];
  for (const field of fields) {
    const { name } = field;
    if (field.kind === 'files') {
      const checked = checkFiles(
        body.files.filter((file) => file.field === name),
        field.filesMax,
      );
      files = checked.files;
      if (checked.fault !== null) faults.push({ name, message: fileMessage(checked.fault, field, language) });
      else if (field.isRequired === true && files.length === 0)
        faults.push({ name, message: missing(field, language) });
      continue;
    }
    // Browsers send line ends as two characters, which nobody typed.
    const value = (body.fields.get(name) ?? '').replaceAll('\r\n', '\n').trim();
    values[name] = value;
    const message = messageOf(field, value, language);
    if (message !== null) faults.push({ name, message });
  }
  return { values, files, faults };
}

function messageOf(
  field: Exclude<FormField, { kind: 'files' }>,
  value: string,
  language: PortalLanguage,
): string | null {
  const t = portalTexts[language].form;
  const { label } = field;
  if (value === '') return field.isRequired === true ? missing(field, language) : null;
  if (field.kind === 'tick') return null;
  if (field.kind === 'choice')
    return field.options.some((option) => option.value === value) ? null : fill(t.unknownChoice, { label });
  const count = [...value].length;
  if (count > field.charsMax) return fill(t.tooLong, { label, max: field.charsMax, count });
  if (field.kind === 'long-text') return null;
  if (field.type === 'email' && !EMAIL.test(value)) return fill(t.email, { label });
  if (field.type === 'tel' && !PHONE.test(value)) return fill(t.phone, { label });
  return null;
}

function missing({ kind, label }: FormField, language: PortalLanguage): string {
  const t = portalTexts[language].form;
  return fill(kind === 'tick' ? t.ticked : kind === 'choice' || kind === 'files' ? t.chosen : t.required, { label });
}

const fileMessage = (
  { kind, name }: NonNullable<ReturnType<typeof checkFiles>['fault']>,
  { filesMax = FILES_MAX }: { readonly filesMax?: number },
  language: PortalLanguage,
): string => fill(portalTexts[language].form[kind], { name, size: sizeText(FILE_BYTES_MAX), count: filesMax });

/** Such as `10 MB`. */
export const sizeText = (bytes: number): string => `${Math.round(bytes / MIB)} MB`;

export interface FormView {
  /** Address that it is sent to. */
  readonly action: string;
  readonly fields: readonly FormField[];
  readonly state: FormState;
  readonly language: PortalLanguage;
  readonly submit: string;
  /** What was typed, when the form comes back. */
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
  /** Hidden values of the page's own. */
  readonly fixed?: Readonly<Record<string, string>>;
  readonly isSecondary?: boolean;
}

/** The form with what was typed and, next to each field, what is missing; all faults stand above it as links. */
export function renderForm(view: FormView): Html {
  const { action, fields, state, faults = [], fixed = {} } = view;
  const takesFiles = fields.some(({ kind }) => kind === 'files');
  return html`${faults.length > 0 && summaryOf(view, takesFiles)}<form method="post" action="${action}" novalidate${
    takesFiles && html` enctype="multipart/form-data"`
  }${state.hasPuzzle && html` data-puzzle`}>${state.hidden}${Object.entries(fixed).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}${fields.map((field) => renderField(field, view))}${state.challenge}<div class="actions"><button type="submit"${
    view.isSecondary === true && html` class="second"`
  }>${view.submit}</button></div></form>`;
}

function summaryOf({ language, faults = [] }: FormView, takesFiles: boolean): Html {
  const t = portalTexts[language];
  return html`<div class="faults" role="alert" tabindex="-1" id="faults"><h2>${t.faultsTitle}</h2><ul>${faults.map(
    ({ name, message }) => html`<li>${name === '' ? message : html`<a href="#f-${name}">${message}</a>`}</li>`,
  )}${takesFiles && html`<li>${t.form.filesAgain}</li>`}</ul></div>`;
}

function renderField(field: FormField, { language, values = {}, faults = [] }: FormView): Html {
  const t = portalTexts[language];
  const { name, label, hint, isRequired = false } = field;
  const id = `f-${name}`;
  const faultsHere = faults.filter((fault) => fault.name === name);
  const described = [
    hint !== undefined || field.kind === 'files' ? `${id}-hint` : '',
    faultsHere.length > 0 ? `${id}-fault` : '',
  ]
    .filter((one) => one !== '')
    .join(' ');
  const linked = html`${described !== '' && html` aria-describedby="${described}"`}${
    faultsHere.length > 0 && html` aria-invalid="true"`
  }${isRequired && html` aria-required="true"`}`;
  const mark = html` <span class="optional">(${isRequired ? t.required : t.optional})</span>`;
  const before = html`${hintOf(field, id, language)}${faultsHere.length > 0 && html`<p class="fault" id="${id}-fault">${faultsHere.map(({ message }) => message).join(' ')}</p>`}`;
  const value = values[name] ?? '';
  switch (field.kind) {
    case 'text':
      return html`<div class="field"><label for="${id}">${label}${mark}</label>${before}<input id="${id}" name="${name}" type="${
        field.type ?? 'text'
      }" value="${value}" maxlength="${field.charsMax}" autocomplete="${field.autocomplete ?? 'off'}"${
        field.isSecret === true && html` class="secret" autocapitalize="characters" spellcheck="false"`
      }${linked}></div>`;
    case 'long-text':
      return html`<div class="field"><label for="${id}">${label}${mark}</label>${before}<textarea id="${id}" name="${name}" rows="8"${linked}>${'\n'}${value}</textarea></div>`;
    case 'files':
      return html`<div class="field"><label for="${id}">${label}${mark}</label>${before}<input id="${id}" name="${name}" type="file" multiple${linked}></div>`;
    case 'tick':
      return html`<div class="field">${before}<div class="choice"><input id="${id}" name="${name}" type="checkbox" value="yes"${
        value === 'yes' && html` checked`
      }${linked}><label for="${id}">${label}</label></div></div>`;
    case 'choice':
      return html`<fieldset class="field" id="${id}" tabindex="-1"${described !== '' && html` aria-describedby="${described}"`}><legend>${label}${mark}</legend>${before}${field.options.map(
        (option, at) =>
          html`<div class="choice"><input type="radio" id="${id}-${at}" name="${name}" value="${option.value}"${
            option.value === value && html` checked`
          }><label for="${id}-${at}">${option.label}${option.hint !== undefined && html`<br><span class="quiet">${option.hint}</span>`}</label></div>`,
      )}</fieldset>`;
  }
}

function hintOf(field: FormField, id: string, language: PortalLanguage): Html | null {
  const t = portalTexts[language].form;
  const own = field.hint ?? '';
  if (field.kind !== 'files') return own === '' ? null : html`<p class="hint" id="${id}-hint">${own}</p>`;
  const limits = fill(t.filesHint, { count: field.filesMax ?? FILES_MAX, size: sizeText(FILE_BYTES_MAX) });
  return html`<p class="hint" id="${id}-hint">${own} ${limits} ${!field.isScanned && t.filesUnscanned}</p>`;
}
