/** Text that is markup already. Made only by `html`, so that nothing typed by anybody is taken for markup. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** `null`, `false` and `undefined` give nothing; lists are joined. */
export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

/** Markup with every value escaped, unless it is markup itself. Attributes must stand in double quotes. */
export function html(pieces: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(pieces.map((piece, at) => piece + (at < values.length ? render(values[at]) : '')).join(''));
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The text as it may stand between tags and in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');

/** Paragraphs at empty lines and line breaks at single ones, as somebody typed them. */
export const paragraphs = (text: string): Html[] =>
  text
    .trim()
    .split(/(?:\r?\n){2,}/)
    .map((block) => html`<p>${lines(block)}</p>`);

const lines = (block: string): HtmlValue[] => block.split(/\r?\n/).flatMap((line, at) => [at > 0 && html`<br>`, line]);
