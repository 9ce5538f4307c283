/** A tag that opens an element; places are those of the bytes. */
export interface HtmlTag {
  /** In lower case. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Of a `meta`; those of other elements are not needed. */
  readonly attributes: readonly HtmlAttribute[];
  /** Whether it stands in the head of the document, as a browser would put it. */
  readonly isInHead: boolean;
}

export interface HtmlAttribute {
  /** In lower case. */
  readonly name: string;
  readonly valueFrom: number;
  readonly valueTo: number;
}

export interface HtmlTags {
  /** Those of the parts of the head, and of `meta` wherever it stands. */
  readonly tags: readonly HtmlTag[];
  /** Where the declarations before the first element end. */
  readonly start: number;
  /** Whether something stands there that is not of the head. */
  readonly isHeadOver: boolean;
}

// In these, what looks like a tag is text.
const RAW = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes']);
const HEAD = new Set(['html', 'head', 'base', 'link', 'meta', 'noscript', 'script', 'style', 'template', 'title']);
const TAG_NAME = /<([A-Za-z][^\s/>]*)/y;
const ATTRIBUTE = /[\s/]*(=[^\s/>=]*|[^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)|(?=>)))?/y;
const END = /[\s/]*>/y;

/** The tags of an HTML text that matter for its head, in their order; never fails, as no browser does. */
export function readTags(text: string, from: number): HtmlTags {
  const tags: HtmlTag[] = [];
  let start = from;
  let isInHead = true;
  let isBeforeElements = true;
  const lastMeta = lastOf(text, /<meta/gi);
  // Behind the head, nothing but a tag meta matters.
  for (let at = text.indexOf('<', from); at >= 0 && (isInHead || at <= lastMeta); ) {
    const tag = readTag(text, at, isInHead);
    // A tag that the end of the file cuts off swallows the rest, for browsers as well.
    if (tag === 'cut off') break;
    if (tag === null) {
      const to = skipOther(text, at);
      if (isBeforeElements && /^<[!?](?!--)/.test(text.slice(at, at + 4))) start = to;
      if (/^<\/(?:head|body|html)\b/i.test(text.slice(at, at + 7))) isInHead = false;
      at = text.indexOf('<', to);
      continue;
    }
    isBeforeElements = false;
    if (!HEAD.has(tag.name)) isInHead = false;
    if (tag.name === 'meta' || (isInHead && HEAD.has(tag.name))) tags.push({ ...tag, isInHead });
    at = text.indexOf('<', RAW.has(tag.name) ? endOfRaw(text, tag) : tag.to);
  }
  return { tags, start, isHeadOver: !isInHead };
}

function lastOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const { index } of text.matchAll(pattern)) last = index;
  return last;
}

function readTag(text: string, from: number, isInHead: boolean): HtmlTag | 'cut off' | null {
  TAG_NAME.lastIndex = from;
  const name = TAG_NAME.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return null;
  const attributes: HtmlAttribute[] = [];
  let at = TAG_NAME.lastIndex;
  for (;;) {
    END.lastIndex = at;
    if (END.test(text)) return { name, from, to: END.lastIndex, attributes, isInHead };
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    if (match === null) return 'cut off';
    at = ATTRIBUTE.lastIndex;
    const value = match[2] ?? match[3] ?? match[4] ?? '';
    const to = match[2] === undefined && match[3] === undefined ? at : at - 1;
    if (name === 'meta')
      attributes.push({ name: (match[1] ?? '').toLowerCase(), valueFrom: to - value.length, valueTo: to });
  }
}

/** Where a comment, declaration, closing tag or lone bracket ends. */
function skipOther(text: string, at: number): number {
  if (text.startsWith('<!--', at)) {
    const end = text.indexOf('-->', at + 4);
    return end < 0 ? text.length : end + 3;
  }
  if (!/^<[!?]|^<\/[A-Za-z]/.test(text.slice(at, at + 3))) return at + 1;
  const end = text.indexOf('>', at);
  return end < 0 ? text.length : end + 1;
}

function endOfRaw(text: string, { name, to }: HtmlTag): number {
  const end = new RegExp(`</${name}[\\s/>]`, 'gi');
  end.lastIndex = to;
  return end.exec(text)?.index ?? text.length;
}
