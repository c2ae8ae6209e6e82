import type { Type } from '@nestjs/common';
import type { Express } from 'express';
import type { Cache } from '../engine/stores/cache.ts';
import type { Registry } from '../engine/stores/registry.ts';
import type { Position } from '../engine/log/position.ts';
import type { ViewGate } from '../engine/projections/ports/view-gate.ts';
import type { RequestsInFlight } from '../engine/tools/requests-in-flight.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Sealing } from './kept-answers.ts';
import type { Log } from './log.ts';
import type { ProblemKind } from './problem.ts';

type ServerLimits = {
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
};

/** A thing that must work before requests are let in; throws or rejects when it does not. */
export type ReadinessCheck = { readonly name: string; readonly check: () => Promise<void> };

/** What the shell needs from the composition. */
export type HttpAppOptions = {
  /** `command-api`, `query-api` or `storied`: in OpenAPI's title. */
  readonly service: string;
  /** In OpenAPI. */
  readonly version?: string;
  /** What the API is about: in OpenAPI. */
  readonly description?: string;
  /** What the codes mean that the API's operations answer besides the shell's own. */
  readonly problems?: Readonly<Record<string, ProblemKind>>;
  readonly log: Log;
  /** Idempotency records and revocations. */
  readonly registry: Registry;
  /** Seals kept answers with the key of whom they were given to. */
  readonly sealing: Sealing;
  /** Rate limits. */
  readonly cache: Cache;
  /** 32 secret bytes that make command ids of idempotency keys. */
  readonly pepper: Uint8Array;
  readonly accessTokens: AccessTokens;
  /** For queries; without it `Read-After` and `View-Position` are left out. */
  readonly viewGate?: ViewGate;
  /** `View-Position` of queries that read no view. */
  readonly head?: () => Promise<Position | null>;
  /** Origins that browsers may call from; none by default, `*` for any. */
  readonly corsOrigins?: readonly string[];
  /** As Express's `trust proxy`: whose `X-Forwarded-For` counts. Nobody's by default. */
  readonly trustProxy?: string | number | boolean;
  readonly readiness?: readonly ReadinessCheck[];
  /** What `/health/ready` tells an operator although requests are taken. */
  readonly healthNotes?: () => Promise<readonly string[]>;
  /** Is told while requests that somebody waits for are in flight. */
  readonly requestsInFlight?: RequestsInFlight;
  /** Whether somebody waits for the requests to a path below the API's; for all of them by default. */
  readonly isWaitedFor?: (path: string) => boolean;
  /** The text of `/metrics`; without it the path is 404. */
  readonly metrics?: () => Promise<string> | string;
  /** Rate limits by name: uses a window, as `{ uploads: { limit: 60, windowSeconds: 60 } }`. */
  readonly limits?: Readonly<Record<string, { readonly limit: number; readonly windowSeconds: number }>>;
  /** Milliseconds that a request waits for the first one with its idempotency key; 5,000 by default. */
  readonly keyWaitMs?: number;
  /** Milliseconds that a query waits for its views; 2,000 by default. */
  readonly viewWaitMs?: number;
  /** Milliseconds that requests in flight are given to end at shutdown; 10,000 by default. */
  readonly closeTimeoutMs?: number;
  readonly server?: Partial<ServerLimits>;
  /** Adds routes outside Nest (pages, static files) before the API's. */
  readonly pages?: (express: Express) => void;
};

export type RootModule = Type<unknown>;
