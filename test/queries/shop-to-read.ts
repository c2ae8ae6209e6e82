import { eventTypes } from '../../domain/event-types.ts';
import { AuditReader } from '../../engine/audit/reader.ts';
import type { Actor, Event, Recorded } from '../../engine/log/event.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import { Views } from '../../engine/projections/views.ts';
import type { Role } from '../../domain/user/roles.ts';
import { processEventTypes } from '../../process-managers/event-types.ts';
import { projections } from '../../projectors/projections.ts';
import type { ReactorStatus } from '../../engine/reactions/reactor-services.ts';
import { QueryApiModule } from '../../query-api/query-api.module.ts';
import { fold } from '../folds/log.ts';
import { ask, type Reply } from '../http/ask.ts';
import { openApp, tokensOfATest, type OpenApp } from '../http/open-app.ts';
import { MemoryShop } from '../rough/memory-shop.ts';
import { RoughViewStore } from '../rough/view-store.ts';
import { wholeLog } from '../whole-log.ts';

export type Happening = {
  readonly time?: string;
  readonly actor?: Actor;
  readonly subject?: string;
  readonly orderId?: string;
};
export type Reader = { readonly userId: string; readonly roles: readonly Role[] };

/** An id that is the same for the same name in every run. */
export const idOf = (name: string) => derivedId('spec', name);

/** A shop whose events are written by the test, and whose query API is asked over HTTP. */
export class ShopToRead extends MemoryShop {
  readonly audit = new AuditReader(this.store, this.codec);
  readonly views = new RoughViewStore();
  readonly admin: ProjectionAdmin;
  private readonly accessTokens = tokensOfATest();
  private app: OpenApp | null = null;
  private written = 0;

  constructor(
    admin: Partial<ProjectionAdmin> = {},
    readonly managers: ReactorStatus[] = [],
  ) {
    super({ ...eventTypes, ...processEventTypes });
    this.admin = { list: async () => [], show: async () => null, parked: async () => [], ...admin } as ProjectionAdmin;
  }

  /** Writes an event as the engine does: a second after the one before, chained and encrypted. */
  async happened(stream: string, type: string, data: object = {}, told: Happening = {}): Promise<Recorded> {
    const written = await this.store.readStream(stream, 0, 1_000);
    const last = written.at(-1);
    const id = idOf(`event ${this.written}`);
    const envelope = {
      id,
      stream,
      revision: written.length,
      time: told.time ?? new Date(Date.UTC(2026, 2, 2, 10, 0, this.written)).toISOString(),
      actor: told.actor ?? { id: 'somebody', role: 'system' },
      correlationId: idOf('correlation'),
      causationId: idOf('cause'),
      commandId: idOf(`command ${this.written}`),
      subject: told.subject ?? null,
      orderId: told.orderId ?? null,
    };
    this.written += 1;
    const { event } = await this.codec.encode({ type, data }, envelope, last?.metadata.hash ?? null);
    await this.store.append(stream, written.length - 1, [event]);
    const [stored] = await this.store.readStream(stream, written.length, 1);
    return (await this.codec.decode(stored!)) as unknown as Recorded;
  }

  /** Folds the whole log into every view, cold. */
  async catchUp(): Promise<void> {
    const stored = await wholeLog(this.store);
    const log: readonly Recorded<Event>[] = await Promise.all(stored.map((event) => this.codec.decode(event)));
    const { id: eventId, position } = stored.at(-1)!;
    const build = String(this.written);
    for (const projection of projections as readonly Projection[]) {
      const documents = fold(projection, log as unknown as readonly Recorded[]);
      const view = await this.views.open(projection, build);
      await view.write(
        Object.entries(documents).map(([id, document]) => ({ id, document, position })),
        { position, logId: 'spec', eventId, events: log.length },
      );
      await this.views.switchTo(projection.name, build);
    }
  }

  async open(): Promise<this> {
    const { codec, audit, views, admin } = this;
    const sources = {
      views: new Views(views),
      codec,
      audit,
      projections: admin,
      processes: { list: async () => this.managers },
      settings: { currency: 'EUR', lowStock: 5 },
    };
    const { accessTokens } = this;
    this.app = await openApp(QueryApiModule.with(sources), { service: 'query-api', accessTokens });
    return this;
  }

  get(path: string, reader?: Reader): Promise<Reply> {
    const token = reader === undefined ? null : this.accessTokens.issue({ ...reader, sessionId: 'session' });
    return ask('GET', `${this.app!.origin}/api/v1${path}`, { token });
  }

  override async close(): Promise<void> {
    await this.app?.http.close();
    await super.close();
  }
}
