import { setTimeout as sleep } from 'node:timers/promises';
import { orderDecider } from '../../domain/order/order.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Executor, Loaded } from '../../engine/commands/executor.ts';

const longestSeconds = 10;

/** The seconds in `Prefer: wait=<seconds>` (RFC 7240), at most 10; null without it or when it is malformed. */
export function preferredWait(header: string | readonly string[] | undefined): number | null {
  const preferences = [header ?? []].flat().join(',').split(',');
  for (const preference of preferences) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(preference);
    if (match !== null) return Math.min(Number(match[1]), longestSeconds);
  }
  return null;
}

/** The order as soon as it is confirmed or cancelled, or as it is after so many seconds. */
export async function settled(executor: Executor, orderId: string, seconds: number): Promise<Loaded<Order | null>> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 50)) {
    const loaded = await executor.load(orderDecider, orderId);
    const left = deadline - Date.now();
    if (loaded.state?.status !== 'placed' || left <= 0) return loaded;
    await sleep(Math.min(pause, left));
  }
}
