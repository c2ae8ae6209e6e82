import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ordersLimit } from '../command-api/orders/orders-limit.ts';
import { refusals } from '../command-api/refusals.ts';
import type { ProjectionStatus } from '../engine/projections/ports/projection-admin.ts';
import type { ViewGate } from '../engine/projections/ports/view-gate.ts';
import type { ReactorStatus } from '../engine/reactions/reactor-services.ts';
import type { AccessTokens } from '../http/access-tokens.ts';
import { createHttpApp } from '../http/create-http-app.ts';
import type { HttpApp } from '../http/create-http-app.ts';
import type { Configuration } from './configuration.ts';
import type { EngineRoom } from './engine-room.ts';
import { healthNotes } from './health-notes.ts';
import type { Logger } from './logger.ts';
import { metricsText } from './metrics.ts';

type HttpShellParts = {
  readonly apis: readonly DynamicModule[];
  readonly room: Pick<EngineRoom, 'cache' | 'codec' | 'registry' | 'keyVault' | 'pepper' | 'rebuilds' | 'head'>;
  readonly accessTokens: AccessTokens;
  readonly viewGate: ViewGate;
  readonly views: () => Promise<readonly ProjectionStatus[]>;
  readonly processes: () => Promise<readonly ReactorStatus[]>;
  /** What an operator must know beside what the views and processes tell. */
  readonly notes: readonly string[];
  readonly configuration: Pick<Configuration, 'corsOrigins' | 'trustProxy' | 'ordersPerMinute'>;
  readonly log: Logger;
};

const description =
  'A shop that remembers everything. Commands (POST, PUT, PATCH, DELETE) answer with a position of the log; queries ' +
  '(GET) that carry it in `Read-After` reflect the command. Money is in minor units. Errors are ' +
  '`application/problem+json`.';

@Module({})
class ShopModule {}

/** The shell around both APIs, with its health, metrics and limits; it listens to nobody yet. */
export function openHttpShell(parts: HttpShellParts): Promise<HttpApp> {
  const { apis, room, accessTokens, viewGate, views, processes, notes, configuration, log } = parts;
  const { cache, codec, registry, keyVault, pepper, rebuilds, head } = room;
  const { corsOrigins, trustProxy, ordersPerMinute } = configuration;
  return createHttpApp(
    { module: ShopModule, imports: [...apis] },
    {
      service: 'storied',
      description,
      problems: refusals,
      ...{ log, registry, sealing: codec, cache, pepper, accessTokens, viewGate, head, corsOrigins },
      requestsInFlight: rebuilds.requestsInFlight,
      // Operators look at work that waits for the others.
      isWaitedFor: (path) => !path.startsWith('/admin/'),
      trustProxy: trustProxy.length === 0 ? false : trustProxy.join(','),
      readiness: [
        { name: 'event store', check: async () => void (await head()) },
        { name: 'key vault', check: async () => void (await keyVault.pepper()) },
        { name: 'views', check: async () => void (await views()) },
      ],
      healthNotes: async () => [...notes, ...healthNotes(await views(), await processes())],
      metrics: async () => metricsText(await views(), await processes()),
      limits: { [ordersLimit]: { limit: ordersPerMinute, windowSeconds: 60 } },
    },
  );
}
