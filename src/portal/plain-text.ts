import { blocksOf, type TextBlock } from '../contract/index.ts';
import { type Html, type HtmlValue, html } from './html.ts';

/** A text in plain markup as a page shows it: headings, lists and paragraphs, every character escaped. */
export const plainText = (text: string): Html[] => blocksOf(text).map(renderBlock);

function renderBlock(block: TextBlock): Html {
  switch (block.kind) {
    case 'heading':
      return block.level === 2 ? html`<h2>${block.text}</h2>` : html`<h3>${block.text}</h3>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${item}</li>`);
      return block.isOrdered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'paragraph':
      return html`<p>${block.lines.flatMap((line, at): HtmlValue[] => [at > 0 && html`<br>`, line])}</p>`;
  }
}
