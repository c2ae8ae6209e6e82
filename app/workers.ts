import { emailClaimId } from '../command-api/auth/email-claim.ts';
import { skuClaimId } from '../command-api/catalogue/sku-claim.ts';
import type { Clock } from '../engine/tools/clock.ts';
import type { Event } from '../engine/log/event.ts';
import { forwardingReactor } from '../engine/reactions/forwarder.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import type { PaymentProvider } from '../engine/outside/payment-provider.ts';
import { ProcessManagerRuntime } from '../engine/reactions/process-manager-runtime.ts';
import { ReactorRuntime } from '../engine/reactions/reactor-runtime.ts';
import type { ReactorStatus } from '../engine/reactions/reactor-runtime.ts';
import type { Reactor } from '../engine/reactions/reactor.ts';
import { notificationQueue, Notifications } from '../notifications/notifications.ts';
import type { Erasure } from '../process-managers/erasure/erasure.ts';
import { erasureFinisher, ordersOfTheErased } from '../process-managers/erasure/erasure-finishers.ts';
import { finishers } from '../process-managers/finishers/finishers.ts';
import { forwarder } from '../process-managers/forwarder/forwarder.ts';
import { isRetry, orderSaga } from '../process-managers/order-saga/order-saga.ts';
import { orderSagaSender } from '../process-managers/order-saga/sender.ts';
import { paymentGateway } from '../process-managers/payment-gateway/payment-gateway.ts';
import type { EngineRoom } from './engine-room.ts';
import type { Logger } from './logger.ts';

export type WorkerParts = {
  readonly room: Pick<EngineRoom, 'executor' | 'feed' | 'keyValue' | 'messageBus' | 'pepper'>;
  readonly provider: PaymentProvider;
  readonly mailer: Mailer;
  readonly erasure: Erasure;
  readonly paymentTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What works in the background: the order saga, the payment gateway, finishers, the forwarder, notifications. */
export type Workers = {
  statuses(): Promise<readonly ReactorStatus[]>;
  /** Makes the next attempt of an order's process now; false when none is waited for. */
  resume(orderId: string): boolean;
  /** Starts nothing more and awaits what is under way. */
  close(): Promise<void>;
};

/** Starts everything that follows the log, each from where it stood. */
export async function startWorkers({
  room,
  provider,
  mailer,
  erasure,
  paymentTimeoutMs,
  clock,
  log,
}: WorkerParts): Promise<Workers> {
  const { executor, feed, keyValue, messageBus, pepper } = room;
  const services = { feed, keyValue, clock, log };
  // Before anything is published, or messages would be lost for a queue that is not there yet.
  await messageBus.declare(notificationQueue);

  const gateway = paymentGateway({ provider, executor, keyValue, clock, log });
  const saga = new ProcessManagerRuntime({
    manager: orderSaga({ paymentTimeoutMs }),
    send: orderSagaSender({ executor, log }),
    executor,
    services,
    orderId: (key) => key,
  });
  const claimIds = {
    emailClaimId: (email: string) => emailClaimId(pepper, email),
    skuClaimId: (sku: string) => skuClaimId(pepper, sku),
  };
  const reactors: readonly object[] = [
    gateway.reactor,
    ...finishers({ executor, clock, log, ...claimIds }),
    erasureFinisher(erasure),
    ordersOfTheErased({ executor, clock, log }),
    forwardingReactor(forwarder({ executor }), messageBus),
  ];
  const runtimes = [saga, ...reactors.map((reactor) => new ReactorRuntime(reactor as Reactor<Event>, services))];
  const notifications = new Notifications({ bus: messageBus, executor, mailer, clock });

  for (const runtime of runtimes) await runtime.start();
  gateway.start();
  await notifications.start();
  return {
    statuses: () => Promise.all(runtimes.map((runtime) => runtime.status())),
    resume: (orderId) => {
      const retried = runtimes.map((runtime) => runtime.retryNow(orderId));
      return saga.fireEarly(orderId, isRetry) || retried.includes(true);
    },
    async close() {
      await notifications.close();
      await gateway.close();
      await Promise.all(runtimes.map((runtime) => runtime.close()));
    },
  };
}
