import type { Recorded } from '../../engine/log/event.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import type { Sale } from './tills.ts';

/** Notes `<buyer> <amount>` of each sale it handles; `blocked` buyers fail. */
export class Notebook implements Reactor<Sale> {
  readonly name = 'notebook';
  readonly handles = ['ItemSold'] as const;
  readonly notes: string[] = [];
  readonly blocked = new Set<string>();
  before: (note: string) => Promise<void> = async () => {};

  key(event: Recorded<Sale>): string | null {
    return event.data.to === 'nobody' ? null : event.data.to;
  }

  async handle({ data: { to, amount } }: Recorded<Sale>): Promise<void> {
    await this.before(`${to} ${amount}`);
    if (this.blocked.has(to)) throw new Error(`${to} is blocked`);
    this.notes.push(`${to} ${amount}`);
  }
}
