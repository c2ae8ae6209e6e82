import { yieldTurn } from '../../engine/tools/yield-turn.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import type { Lookup } from '../../engine/commands/lookup.ts';
import { setNamed } from './sets.ts';
import { pagesAfter } from '../../engine/log/reading-on.ts';

const page = 500;

/** Finds members by reading the log from its beginning: slow, for when the view that has them stands still. */
export class LogLookup implements Lookup {
  constructor(
    private readonly store: Pick<EventStore, 'readAll'>,
    private readonly executor: Pick<Executor, 'load'>,
  ) {}

  async members(set: string, value: string): Promise<readonly string[]> {
    const { begins, prefix, isMember } = setNamed(set);
    const begun = await this.begun(begins, prefix, value);
    if (isMember === undefined) return begun;
    const members: string[] = [];
    for (const id of begun) if (await isMember(this.executor, id)) members.push(id);
    return members;
  }

  private async begun(type: string, prefix: string, subject: string): Promise<readonly string[]> {
    const found: string[] = [];
    const types = new Set([type]);
    for await (const events of pagesAfter(this.store, null, page, types)) {
      const begun = events.filter((event) => event.type === type && event.metadata.subject === subject);
      found.push(...begun.map(({ stream }) => stream.slice(prefix.length)));
      await yieldTurn();
    }
    return found;
  }
}
