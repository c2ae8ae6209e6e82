import type { ShopProcess } from '../shop/shop-process.ts';

const longestMs = 120_000;
const pollMs = 5;

type Page = { readonly items: readonly { readonly lagEvents?: number }[] };

/** Asks a shop as its admin until the answer is as wanted. Throws after two minutes. */
export async function until(
  { url }: Pick<ShopProcess, 'url'>,
  admin: string,
  path: string,
  wanted: (page: Page) => boolean,
  readAfter?: string,
): Promise<void> {
  const headers = {
    authorization: `Bearer ${admin}`,
    ...(readAfter === undefined ? {} : { 'read-after': readAfter }),
  };
  for (const end = performance.now() + longestMs; performance.now() < end;) {
    const answer = await fetch(url + path, { headers });
    const page = (await answer.json()) as Page;
    if (answer.ok && wanted(page)) return;
    // 503: the view is behind that position still.
    if (!answer.ok && answer.status !== 503) throw new Error(`${path} was answered ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new Error(`${path} did not become as wanted in time`);
}

/** Whoever is listed there, views or process managers, has read the log to its end. */
export const everyoneHasRead = ({ items }: Page) => items.every(({ lagEvents = 0 }) => lagEvents === 0);
