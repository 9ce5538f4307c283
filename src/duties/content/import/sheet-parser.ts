import { SaxesParser } from 'saxes';
import { invalidField } from '../../../kernel/index.ts';

/** A cell's text, or why it has none that could be taken. */
export interface SheetCell {
  readonly text: string;
  readonly fault: 'formula' | 'error' | null;
}

export interface SheetRow {
  /** From 1. */
  readonly number: number;
  /** By column from 0; holes are empty cells. */
  readonly cells: readonly (SheetCell | undefined)[];
}

const COLUMNS_MAX = 256;

/** Takes the XML of one sheet in pieces and gives its rows. */
export class SheetParser {
  readonly #parser = newParser();
  readonly #strings: readonly string[];
  #rows: SheetRow[] = [];
  #row = 0;
  #cells: (SheetCell | undefined)[] = [];
  #column = -1;
  #type = '';
  #text = '';
  #isText = false;
  #hasFormula = false;

  constructor(strings: readonly string[]) {
    this.#strings = strings;
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(localName(name), attributes));
    this.#parser.on('text', (text) => {
      if (this.#isText) this.#text += text;
    });
    this.#parser.on('closetag', ({ name }) => this.#close(localName(name)));
  }

  /** The rows that are whole now. @throws HeguiError E_REQUEST_INVALID for XML that is not well formed. */
  push(xml: string): SheetRow[] {
    writeTo(this.#parser, xml);
    return this.#rows.splice(0);
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.#row = Number(attributes.r ?? this.#row + 1);
      this.#cells = [];
      this.#column = -1;
    } else if (name === 'c') {
      this.#column = attributes.r === undefined ? this.#column + 1 : columnOf(attributes.r);
      this.#type = attributes.t ?? 'n';
      this.#text = '';
      this.#hasFormula = false;
    } else if (name === 'f') this.#hasFormula = true;
    else if (name === 'v' || name === 't') this.#isText = true;
  }

  #close(name: string): void {
    if (name === 'v' || name === 't') this.#isText = false;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#rows.push({ number: this.#row, cells: this.#cells });
  }

  #endCell(): void {
    if (this.#column < 0 || this.#column >= COLUMNS_MAX) return;
    if (this.#hasFormula) this.#cells[this.#column] = { text: this.#text, fault: 'formula' };
    else if (this.#type === 'e') this.#cells[this.#column] = { text: this.#text, fault: 'error' };
    else this.#cells[this.#column] = { text: this.#read().trim(), fault: null };
  }

  #read(): string {
    if (this.#type === 's') return this.#strings[Number(this.#text)] ?? '';
    if (this.#type !== 'n' || this.#text === '') return this.#text;
    // 1E5 and 0.30000000000000004 are how numbers are kept, not how they are shown.
    const number = Number(this.#text);
    return Number.isSafeInteger(number) ? String(number) : String(Number(number.toPrecision(15)));
  }
}

/** The texts that cells refer to by number; how Chinese is read aloud is left out. */
export class StringsParser {
  readonly strings: string[] = [];
  readonly #parser = newParser();
  #text = '';
  #isText = false;
  #isPhonetic = false;

  constructor() {
    this.#parser.on('opentag', ({ name }) => {
      const local = localName(name);
      if (local === 'si') this.#text = '';
      else if (local === 'rPh') this.#isPhonetic = true;
      else if (local === 't') this.#isText = !this.#isPhonetic;
    });
    this.#parser.on('text', (text) => {
      if (this.#isText) this.#text += text;
    });
    this.#parser.on('closetag', ({ name }) => {
      const local = localName(name);
      if (local === 'si') this.strings.push(this.#text);
      else if (local === 'rPh') this.#isPhonetic = false;
      else if (local === 't') this.#isText = false;
    });
  }

  push(xml: string): void {
    writeTo(this.#parser, xml);
  }
}

/** Every start tag of a small part, by local name. */
export function tagsOf(
  xml: string,
): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const tags: { name: string; attributes: Record<string, string> }[] = [];
  const parser = newParser();
  parser.on('opentag', ({ name, attributes }) => void tags.push({ name: localName(name), attributes }));
  writeTo(parser, xml);
  return tags;
}

const newParser = (): SaxesParser => new SaxesParser({ position: false });

// Entities of a document's own making are errors to saxes, so none can be made to grow.
function writeTo(parser: SaxesParser, xml: string): void {
  try {
    parser.write(xml);
  } catch (error) {
    const told = error instanceof Error ? error.message : 'unknown';
    throw invalidField('file', `holds XML that is not well formed (${told}); save it again as XLSX`);
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The column of a reference such as `C12`, from 0; the first column for a reference that names none. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const digit = letter.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return Math.max(0, column - 1);
}
