import { cleanText } from './document.ts';

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The text as it may stand in an element or in an attribute in double quotes. */
export const escapeXml = (text: string): string => cleanText(text).replace(/[&<>"]/g, (mark) => ESCAPES[mark] ?? mark);
