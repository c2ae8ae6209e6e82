import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Reply } from '../http/ask.ts';
import type { Client } from './client.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

/**
 * A shop that dies and is started again on the same data folder. Commands sent through it carry an idempotency key and
 * are repeated until they are answered, as a careful client does.
 */
export class MortalShop {
  private current: Shop;
  private reviving: Promise<void> | null = null;

  private constructor(first: Shop) {
    this.current = first;
  }

  static async start(env: Record<string, string> = {}, dataDir = temporaryFolder()): Promise<MortalShop> {
    return new MortalShop(await startShop(env, dataDir));
  }

  get shop(): Shop {
    return this.current;
  }

  /** Kills the process (if it still runs) and starts it again, without a fail-point. */
  async revive(env: Record<string, string> = {}): Promise<void> {
    this.reviving ??= (async () => {
      await this.current.kill();
      this.current = await startShop(env, this.current.dataDir);
    })().finally(() => (this.reviving = null));
    await this.reviving;
  }

  /** After a broken connection: answers when the shop runs, started again if it is dead. */
  async aliveAgain(): Promise<void> {
    if (this.reviving !== null) return this.reviving;
    const { process: child } = this.current;
    if (child.exitCode !== null || child.signalCode !== null) return this.revive();
    // Perhaps it is just dying, or closed an idle connection.
    await pause(10);
  }

  /** Answers once the shop has answered, however often it died meanwhile. A dead shop is started again. */
  async command(client: Client, path: string, body: object, key: string, method = 'POST'): Promise<Reply> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      client.url = this.current.url;
      try {
        const answer = await client.send(method, path, body, { headers: { 'idempotency-key': key } });
        if (answer.status !== 503 && answer.body?.code !== 'request-in-progress') return answer;
      } catch (error) {
        // The connection broke: the outcome is unknown until the command is repeated.
        if ((error as Error).message !== 'fetch failed') throw error;
        await this.aliveAgain();
      }
      await pause(10);
    }
    throw new Error(`${path} was never answered`);
  }
}
