import { eventTypes } from '../../domain/event-types.ts';
import type { CommandExecutor } from '../../engine/commands/command-executor.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import { processEventTypes } from '../../process-managers/event-types.ts';
import { MemoryShop } from '../rough/memory-shop.ts';

/** A shop with one executor, for stories of reactors: `pump` hands a reactor every event once, in log order. */
export class ShopLog extends MemoryShop {
  readonly executor: CommandExecutor;
  readonly logged: string[] = [];
  readonly log = {
    info: (message: string) => void this.logged.push(message),
    warn: (message: string) => void this.logged.push(message),
  };
  private commands = 0;

  constructor() {
    super({ ...eventTypes, ...processEventTypes });
    this.executor = this.newExecutor({ codec: this.codec });
  }

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
