import type { ParkedEvent } from '../../engine/feed/parked-events.ts';
import type {
  ProjectionAdmin,
  ProjectionStatus,
  RebuildJob,
  Undo,
} from '../../engine/projections/ports/projection-admin.ts';
import { expectStatus } from '../shop-client.ts';
import type { ShopClient } from '../shop-client.ts';

/** The projections of a running engine, over its admin API. */
export class RemoteProjections implements ProjectionAdmin {
  constructor(private readonly client: ShopClient) {}

  list(): Promise<readonly ProjectionStatus[]> {
    return everyItem<ProjectionStatus>(this.client, '/admin/projections');
  }

  async show(name: string): Promise<(ProjectionStatus & { readonly rebuild: RebuildJob | null }) | null> {
    const answer = await this.client.query(`/admin/projections/${encodeURIComponent(name)}`);
    const body = expectStatus(answer, 200, 404);
    return answer.status === 404 ? null : (body as ProjectionStatus & { rebuild: RebuildJob | null });
  }

  async rebuild(name: string): ReturnType<ProjectionAdmin['rebuild']> {
    const answer = await this.client.command('POST', `/admin/projections/${encodeURIComponent(name)}/rebuild`, {});
    const body = expectStatus(answer, 202, 404, 409);
    if (answer.status === 202) return { outcome: 'started', jobId: body['jobId'] as string };
    return { outcome: answer.status === 404 ? 'not-found' : 'rebuild-running' };
  }

  cancel(name: string): Promise<Undo> {
    return this.undo(name, 'cancel');
  }

  rollback(name: string): Promise<Undo> {
    return this.undo(name, 'rollback');
  }

  async parked(limit: number, after = ''): Promise<readonly ParkedEvent[]> {
    const all = await everyItem<ParkedEvent>(this.client, '/admin/parked');
    return all.filter(({ id }) => id > after).slice(0, limit);
  }

  retryParked(id: string): Promise<boolean> {
    return this.settle(id, 'retry');
  }

  discardParked(id: string): Promise<boolean> {
    return this.settle(id, 'discard');
  }

  private async undo(name: string, how: 'cancel' | 'rollback'): Promise<Undo> {
    const answer = await this.client.command('POST', `/admin/projections/${encodeURIComponent(name)}/${how}`, {});
    expectStatus(answer, 200, 404, 409);
    return answer.status === 200 ? 'done' : answer.status === 404 ? 'not-found' : 'nothing-to-undo';
  }

  private async settle(id: string, how: 'retry' | 'discard'): Promise<boolean> {
    const answer = await this.client.command('POST', `/admin/parked/${encodeURIComponent(id)}/${how}`, {});
    expectStatus(answer, 200, 404);
    return answer.status === 200;
  }
}

/** Every item of a list of the API, page by page. */
export async function everyItem<Item>(client: ShopClient, path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const place: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = expectStatus(await client.query(`${path}?limit=100${place}`), 200);
    items.push(...(page['items'] as Item[]));
    cursor = page['nextCursor'] as string | null;
  }
  return items;
}
