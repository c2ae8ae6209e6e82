import type { OrderEvent } from '../../domain/order/events.ts';
import { orderNumberOf } from '../../domain/order/order-number.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import type { Answer } from '../../http/answer.ts';
import { commandAnswer, type Accepted } from '../execution-answer.ts';
import { settled } from './prefer-wait.ts';
import type { Position } from '../../engine/log/position.ts';
import { isAfter } from '../../engine/log/position.ts';

/**
 * 201 for a placed order. `position` is that of the command's last step; with `waitSeconds` the answer waits for the
 * order to be confirmed or cancelled, and is about the order as it is then.
 */
export async function orderAnswer(
  executor: Executor,
  orderId: string,
  placed: Accepted<OrderEvent>,
  position: Position,
  waitSeconds: number | null,
): Promise<Answer> {
  const answer = (at: { revision: number; position: Position }, status: string, total: object | undefined) =>
    commandAnswer(orderId, at, {
      status: 201,
      members: { orderNumber: orderNumberOf(orderId), status, total },
      location: `/api/v1/orders/${orderId}`,
    });
  const event = placed.events.find((each) => each.type === 'OrderPlaced');
  if (waitSeconds === null && event !== undefined) {
    return answer({ revision: placed.revision, position }, 'placed', event.data.total);
  }
  const now =
    waitSeconds === null ? await executor.load(orderDecider, orderId) : await settled(executor, orderId, waitSeconds);
  const reached = now.position !== null && isAfter(now.position, position) ? now.position : position;
  const told = answer({ revision: now.revision, position: reached }, now.state?.status ?? 'placed', now.state?.total);
  return waitSeconds === null ? told : told.with({ 'Preference-Applied': `wait=${waitSeconds}` });
}
