import type { INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { operationOf, type Operation } from './operation.ts';

export type RoutedOperation = Operation & {
  readonly method: string;
  /** As OpenAPI writes it: `/api/v1/things/{id}`. */
  readonly path: string;
  /** The controller's name, `ThingsController`. */
  readonly controller: string;
  readonly handler: string;
};

/** Every operation of an application, by path and method. */
export function operationsOf(app: INestApplication, prefix: string): readonly RoutedOperation[] {
  const operations: RoutedOperation[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype === 'function') operations.push(...operationsIn(metatype as never, prefix));
    }
  }
  return operations.toSorted((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

type Controller = { readonly name: string; readonly prototype: Record<string, unknown> };

function operationsIn(controller: Controller, prefix: string): readonly RoutedOperation[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler = controller.prototype[name];
    if (typeof handler !== 'function' || name === 'constructor') return [];
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
    if (path === undefined) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
    const joined = [prefix, base, ...[path].flat()].flatMap((part) => part.split('/')).filter((part) => part !== '');
    return [
      {
        ...operationOf(controller, handler as never),
        method,
        path: `/${joined.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`,
        controller: controller.name,
        handler: name,
      },
    ];
  });
}

/**
 * Throws when an operation does not say who may call it, is not described, or names a problem that means nothing:
 * none of them can be forgotten.
 */
export function checkOperations(operations: readonly RoutedOperation[], problems: object): void {
  const named = ({ controller, handler }: RoutedOperation) => `${controller}.${handler}`;
  const open = operations.filter(({ access }) => access === undefined).map(named);
  if (open.length > 0) throw new Error(`Say who may call (Public, SignedIn or Roles): ${open.join(', ')}`);
  const silent = operations.filter(({ doc }) => doc === undefined).map(named);
  if (silent.length > 0) throw new Error(`Describe for /docs (Documented): ${silent.join(', ')}`);
  const unknown = operations.flatMap(({ doc }) =>
    (doc?.problems ?? []).filter((code) => !Object.hasOwn(problems, code)),
  );
  if (unknown.length > 0) throw new Error(`Say what these problems mean (problems): ${unknown.join(', ')}`);
}
