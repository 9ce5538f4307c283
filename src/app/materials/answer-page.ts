import type { SampleAnswer } from '../../duties/labelling/index.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An answer as a reader of an app sees it: what was asked, and the answer with its mark, word for word. */
export function answerPage({ prompt, shown, model }: SampleAnswer, serviceName: string, language: string): string {
  const said = escapeHtml(shown.trim()).split(/\n{2,}/);
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escapeHtml(serviceName)}</title><style>
body { margin: 0; padding: 28px; background: #f5f6f8; color: #1f2329; font: 16px/1.75 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 640px; margin: auto; display: flex; flex-direction: column; gap: 16px; }
h1 { margin: 0; font-size: 17px; } small { color: #646a73; font-weight: normal; }
p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.asked { align-self: flex-end; max-width: 80%; padding: 10px 14px; border-radius: 12px; background: #d6e4ff; }
.said { align-self: flex-start; max-width: 88%; padding: 12px 16px; border-radius: 12px; background: #fff; display: flex; flex-direction: column; gap: 10px; }
</style><main><h1>${escapeHtml(serviceName)} <small>${escapeHtml(model)}</small></h1>
<div class="asked"><p>${escapeHtml(prompt)}</p></div>
<div class="said">${said.map((part) => `<p>${part}</p>`).join('')}</div></main></html>`;
}
