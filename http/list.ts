import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { listParameters, type ListParameters, type Query } from './list-parameters.ts';
import type { ShellRequest } from './request.ts';

/** `@List() list: ListParameters` */
export const List = createParamDecorator((_: unknown, context: ExecutionContext): ListParameters => {
  return listParameters(context.switchToHttp().getRequest<ShellRequest>().query as Query);
});
