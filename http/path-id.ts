import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Problem } from './problem.ts';
import type { ShellRequest } from './request.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for a UUID in any letter case. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}

/** The id in lower case; 404 for what is no UUID, as for an unknown one. */
export function knownId(text: string): string {
  if (!isUuid(text)) throw Problem.notFound();
  return text.toLowerCase();
}

/** An id in the path, in lower case: `@PathId('id') id: string`. */
export const PathId = createParamDecorator((name: string, context: ExecutionContext): string => {
  return knownId(String(context.switchToHttp().getRequest<ShellRequest>().params[name]));
});
