/** What a mail says; its text and its HTML are written from the same blocks, so they cannot differ. */
export type Letter = { readonly subject: string; readonly blocks: readonly Block[] };

export type Block =
  { readonly paragraph: string } | { readonly rows: readonly (readonly [what: string, amount: string])[] };

type WrittenLetter = { readonly subject: string; readonly text: string; readonly html: string };

const signature = 'The Storied shop';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

export function written({ subject, blocks }: Letter): WrittenLetter {
  return { subject, text: [...blocks.map(asText), signature].join('\n\n'), html: asPage(subject, blocks) };
}

function asText(block: Block): string {
  if ('paragraph' in block) return block.paragraph;
  return block.rows.map(([what, amount]) => `  ${what}: ${amount}`).join('\n');
}

function asHtml(block: Block): string {
  if ('paragraph' in block) return `<p>${escaped(block.paragraph)}</p>`;
  const rows = block.rows.map(
    ([what, amount]) => `<tr><td>${escaped(what)}</td><td align="right">${escaped(amount)}</td></tr>`,
  );
  return `<table cellpadding="4" width="100%">${rows.join('')}</table>`;
}

function asPage(subject: string, blocks: readonly Block[]): string {
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5;max-width:36em;margin:2em auto;color:#222">',
    ...blocks.map(asHtml),
    `<p>${signature}</p></body></html>`,
  ].join('\n');
}

/** On one line, whatever the name holds: nobody writes a mail of their own into a greeting. */
export function greeting(name: string | null): Block {
  return { paragraph: name === null ? 'Hello,' : `Hello ${name.replace(/[\s\p{C}]+/gu, ' ').trim()},` };
}
