import { eventTypes } from '../../domain/event-types.ts';
import { CommandExecutor } from '../../engine/commands/command-executor.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import { processEventTypes } from '../../process-managers/event-types.ts';
import { RoughEventStore } from '../rough/event-store.ts';
import { MemoryKeyValue } from '../rough/key-value.ts';
import { MemoryKeyVault } from '../rough/key-vault.ts';
import { MemorySnapshotStore } from '../rough/snapshot-store.ts';

/** A log with an executor on it, for stories of reactors: `pump` hands a reactor every event once, in log order. */
export class ShopLog {
  readonly store = new RoughEventStore();
  readonly vault = new MemoryKeyVault();
  readonly codec = new EventCodec({ ...eventTypes, ...processEventTypes }, this.vault);
  readonly executor = new CommandExecutor({
    store: this.store,
    codec: this.codec,
    snapshots: new MemorySnapshotStore(),
  });
  readonly keyValue = new MemoryKeyValue();
  readonly logged: string[] = [];
  readonly log = {
    info: (message: string) => void this.logged.push(message),
    warn: (message: string) => void this.logged.push(message),
  };
  private commands = 0;

  context(more: Partial<CommandContext> = {}): CommandContext {
    this.commands += 1;
    return {
      commandId: `command-${this.commands}`,
      actor: { id: 'customer', role: 'customer' },
      correlationId: 'correlation',
      causationId: 'cause',
      time: '2026-03-01T12:00:00.000Z',
      ...more,
    };
  }

  async events(): Promise<Recorded<Event>[]> {
    const stored = await this.store.readAll(null, 1_000);
    return Promise.all(stored.map((event) => this.codec.decode(event)));
  }

  /** What happened, in order. */
  async story(): Promise<string[]> {
    return (await this.events()).map((event) => event.type);
  }

  /** Hands over what is in the log now; a second pump repeats it all, as after a lost checkpoint. */
  async pump<E extends Event>(reactor: Reactor<E>): Promise<void> {
    for (const event of (await this.events()) as Recorded<E>[]) {
      if (reactor.handles.includes(event.type) && reactor.key(event) !== null) await reactor.handle(event);
    }
  }
}
