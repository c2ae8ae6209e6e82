import { emailClaimId } from '../../../command-api/auth/email-claim.ts';
import { skuClaimId } from '../../../command-api/catalogue/sku-claim.ts';
import type { Event } from '../../../engine/log/event.ts';
import type { Position } from '../../../engine/log/position.ts';
import type { PaymentProvider } from '../../../engine/outside/payment-provider.ts';
import { ProcessManagerRuntime } from '../../../engine/reactions/process-manager-runtime.ts';
import { ReactorRuntime } from '../../../engine/reactions/reactor-runtime.ts';
import type { ReactorStatus } from '../../../engine/reactions/reactor-services.ts';
import type { Reactor } from '../../../engine/reactions/reactor.ts';
import type { ErasureCause } from '../../../process-managers/erasure/erasure.ts';
import { erasureFinisher, ordersOfTheErased } from '../../../process-managers/erasure/erasure-finishers.ts';
import { finishForRequest } from '../../../process-managers/erasure/finish-for-request.ts';
import { finishers } from '../../../process-managers/finishers/finishers.ts';
import { isRetry, orderSaga } from '../../../process-managers/order-saga/order-saga.ts';
import { orderSagaSender } from '../../../process-managers/order-saga/sender.ts';
import { paymentGateway } from '../../../process-managers/payment-gateway/payment-gateway.ts';
import type { EngineRoom } from '../../engine-room.ts';
import { composeErasure } from './erasure.ts';
import type { ErasureParts } from './erasure.ts';

export type ProcessManagerParts = Omit<ErasureParts, 'emailClaimId'> &
  Pick<EngineRoom, 'checkpoints' | 'feed' | 'head' | 'registry' | 'pepper' | 'schedule'> & {
    readonly provider: PaymentProvider;
    readonly paymentTimeoutMs: number;
    readonly forwarding: Reactor<Event>;
  };

/** What follows the log and acts on it: the order saga, the payment gateway, finishers, erasures, the forwarder. */
export type ProcessManagers = {
  readonly statuses: () => Promise<readonly ReactorStatus[]>;
  /** Makes the next attempt of an order's process now; false when none is waited for. */
  readonly resume: (orderId: string) => Promise<boolean>;
  /** Takes the steps of an erasure for whoever asked for it; null when they go on in the background. */
  readonly finishErasure: (cause: ErasureCause) => Promise<Position | null>;
  /** Starts nothing more and awaits what is under way. */
  close(): Promise<void>;
};

/** Starts every process manager, each from where it stood. */
export async function startProcessManagers(parts: ProcessManagerParts): Promise<ProcessManagers> {
  const { executor, registry, provider, paymentTimeoutMs, forwarding, pepper, clock, log, schedule, head } = parts;
  const { feed, checkpoints } = parts;
  const services = { feed, checkpoints, clock, log };
  const claimIds = {
    emailClaimId: (email: string) => emailClaimId(pepper, email),
    skuClaimId: (sku: string) => skuClaimId(pepper, sku),
  };
  const erasure = composeErasure({ ...parts, ...claimIds });
  const gateway = paymentGateway({ provider, executor, registry, clock, log });
  const saga = new ProcessManagerRuntime({
    manager: orderSaga({ paymentTimeoutMs }),
    send: orderSagaSender({ executor, log }),
    ...{ executor, services, schedule, head },
    orderId: (key) => key,
  });
  const reactors: readonly object[] = [
    gateway.reactor,
    ...finishers({ executor, clock, log, ...claimIds }),
    erasureFinisher(erasure),
    ordersOfTheErased({ executor, clock, log }),
    forwarding,
  ];
  const runtimes = [saga, ...reactors.map((reactor) => new ReactorRuntime(reactor as Reactor<Event>, services))];

  for (const runtime of runtimes) await runtime.start();
  gateway.start();
  return {
    statuses: () => Promise.all(runtimes.map((runtime) => runtime.status())),
    resume: async (orderId) => {
      const retried = runtimes.map((runtime) => runtime.retryNow(orderId));
      return (await saga.fireEarly(orderId, isRetry)) || retried.includes(true);
    },
    finishErasure: (cause) => finishForRequest(erasure, log, cause),
    async close() {
      await gateway.close();
      await Promise.all(runtimes.map((runtime) => runtime.close()));
    },
  };
}
