// Plain pages: every value goes through `html`, which escapes it.
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (value) => String(value ?? '').replace(/[&<>"']/g, (one) => ESCAPES[one]);

/** `html` escapes what is put into it, but for what `html` made. */
class Markup {
  constructor(text) {
    this.text = text;
  }
}
const markup = (value) =>
  value instanceof Markup
    ? value.text
    : Array.isArray(value)
      ? value.map(markup).join('')
      : value === null || value === undefined || value === false
        ? ''
        : escapeHtml(value);
export const html = (parts, ...values) =>
  new Markup(parts.reduce((text, part, index) => text + markup(values[index - 1]) + part));

const PLACES = [
  ['/', '提问 · Ask'],
  ['/agreement', '服务协议 · Agreement'],
  ['/complaint', '投诉 · Complain'],
  ['/privacy', '个人信息 · My data'],
  ['/measures', '处置与申诉 · Measures'],
  ['/training', '训练选择 · Training'],
  ['/news', '新消息 · News'],
  ['/age', '年龄与监护人 · Age'],
];

/** A whole page. */
export const page = (title, user, main) =>
  html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
body { max-width: 42rem; margin: 0 auto; padding: 1rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem } pre, p { white-space: pre-wrap; overflow-wrap: anywhere }
label { display: block; margin: .75rem 0 } textarea, input, select, button { font: inherit; max-width: 100%; box-sizing: border-box }
textarea { width: 100%; min-height: 6rem } button { padding: .4rem 1rem } section { border-top: 1px solid; margin-top: 1.5rem }
</style></head><body>
<nav aria-label="功能 · Functions">${PLACES.map(([path, name]) => html`<a href="${path}">${name}</a>`)}</nav>
<main><h1>${title}</h1>${main}</main>
<footer><form method="post" action="/sign-out"><p>${user} <button>退出 · Sign out</button></p></form></footer>
</body></html>`.text;

/** A form with text fields, `[name, label, value?]`, and hidden ones. */
export const form = (action, submit, { fields = [], hidden = {}, extra = null } = {}) =>
  html`<form method="post" action="${action}">${Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}${extra}${fields.map(
    ([name, label, isLong]) =>
      html`<label>${label}<br>${isLong ? html`<textarea name="${name}" required></textarea>` : html`<input name="${name}" required>`}</label>`,
  )}<button>${submit}</button></form>`;

export const select = (name, label, options) =>
  html`<label>${label}<br><select name="${name}">${options.map(
    ([value, text]) => html`<option value="${value}">${text}</option>`,
  )}</select></label>`;
