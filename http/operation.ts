import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/internal';
import { accessKey, ignoresTokenKey, type Access } from './access.ts';
import { documentedKey, type OperationDoc } from './documented.ts';
import type { Dto } from './field.ts';
import { notIdempotentKey, scopeKey } from './idempotency-decorators.ts';
import { rateLimitKey } from './rate-limit.ts';
import { readsViewsKey } from './reads-views.ts';

/** All that decorators say of one operation, read once. */
export type Operation = {
  readonly access: Access | undefined;
  readonly ignoresToken: boolean;
  /** The class of the body; null: it must be empty; undefined: any object, the handler checks it. */
  readonly body: Dto | null | undefined;
  readonly idempotent: boolean;
  readonly keyBelongsToEmail: string | undefined;
  readonly rateLimit: string | undefined;
  readonly views: readonly string[];
  readonly doc: OperationDoc<string> | undefined;
};

type Handler = (...given: never[]) => unknown;

const known = new WeakMap<Handler, Operation>();

export function operationOf(controller: object, handler: Handler): Operation {
  const remembered = known.get(handler);
  if (remembered !== undefined) return remembered;
  const read = <T>(key: string): T | undefined =>
    (Reflect.getMetadata(key, handler) as T | undefined) ?? (Reflect.getMetadata(key, controller) as T | undefined);
  const operation: Operation = {
    access: read(accessKey),
    ignoresToken: read<boolean>(ignoresTokenKey) ?? false,
    body: bodyOf(controller, handler),
    idempotent: read<boolean>(notIdempotentKey) !== true,
    keyBelongsToEmail: read(scopeKey),
    rateLimit: read(rateLimitKey),
    views: read<readonly string[]>(readsViewsKey) ?? [],
    doc: read(documentedKey),
  };
  known.set(handler, operation);
  return operation;
}

/** The type of the parameter that `@Body()` stands before. */
function bodyOf(controller: object, handler: Handler): Dto | null | undefined {
  const given = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) ?? {}) as Record<
    string,
    { index: number }
  >;
  const key = Object.keys(given).find((name) => name.startsWith(`${RouteParamtypes.BODY}:`));
  if (key === undefined) return null;
  const types = Reflect.getMetadata(
    PARAMTYPES_METADATA,
    (controller as { prototype: object }).prototype,
    handler.name,
  ) as Dto[] | undefined;
  const type = types?.[given[key]!.index];
  return type === undefined || (type as unknown) === Object ? undefined : type;
}
