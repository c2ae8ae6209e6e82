import type { LogFeed } from '../../engine/feed/log-feed.ts';
import { repeat } from '../../engine/tools/retry.ts';
import type { Log } from '../log.ts';
import type { DestroyKeysAgain } from './destroy-keys-again.ts';

const backOff = { firstMs: 50, mostMs: 10_000 };

/** Keeps a vault's checkpoint near the log's head. What this answers stops it, where it is then. */
export function followDestroyedKeys(again: DestroyKeysAgain, feed: LogFeed, log: Log): () => Promise<void> {
  const closing = new AbortController();
  const { signal } = closing;
  const step = async () => {
    if ((await again.readOn()) === null) await feed.waitBeyond(again.position, signal);
  };
  const failed = (error: unknown) => log.warn('The vault cannot be told whose keys were destroyed', { error });
  const following = repeat(step, { signal, backOff, failed });
  return async () => {
    closing.abort();
    await following;
    await again.save();
  };
}
