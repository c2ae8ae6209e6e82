import type { PaymentCommand } from '../../domain/payment/commands.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import { paymentDecider, type Payment } from '../../domain/payment/payment.ts';
import type { Clock } from '../../engine/tools/clock.ts';
import type { Recorded } from '../../engine/log/event.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Registry } from '../../engine/stores/registry.ts';
import type { PaymentProvider, ProviderAnswer } from '../../engine/outside/payment-provider.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import type { Log } from '../log.ts';
import { hasEffect } from '../outcome.ts';
import { PendingPayments, type PendingPayment } from './pending-payments.ts';

type PaymentGatewayDeps = {
  readonly provider: PaymentProvider;
  readonly executor: Executor;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  /** How often payments without an answer are asked for, in milliseconds. */
  readonly pollMs?: number;
};

type Asked = Extract<
  PaymentEvent,
  { type: 'PaymentRequested' | 'PaymentCaptureRequested' | 'PaymentVoidRequested' | 'PaymentRefundRequested' }
>;
type AskedFor<Type extends Asked['type']> = Recorded<Extract<Asked, { type: Type }>>;

/** What a recorded outcome is told with: the event that asked for it. */
type Cause = PendingPayment;

const gateway = { id: 'payment-gateway', role: 'system' } as const;
const unreachable = 'The payment provider could not be reached.';

/**
 * Calls the card provider for what the payment stream asks, and records its answers there. Every call and every record
 * may be repeated: the provider knows payments and refunds by their ids, the executor knows the commands by theirs.
 * An authorization is tried until it has an answer or was given up; the other calls fail at once, and the saga has
 * them tried again.
 */
export class PaymentGateway {
  private readonly pending: PendingPayments;
  private stopListening = () => {};
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private polling: Promise<void> = Promise.resolve();

  constructor(private readonly deps: PaymentGatewayDeps) {
    this.pending = new PendingPayments(deps.registry);
  }

  readonly reactor: Reactor<Asked> = {
    name: 'payment-gateway',
    handles: ['PaymentRequested', 'PaymentCaptureRequested', 'PaymentVoidRequested', 'PaymentRefundRequested'],
    key: (event) => event.data.orderId,
    handle: (event) => this.handle(event),
  };

  /** Listens for late answers, and asks for those that were missed. */
  start(): void {
    this.stopListening = this.deps.provider.onAnswer((orderId) => {
      this.polling = this.polling.then(() => this.settleQuietly(orderId));
    });
    this.pollLater(0);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopListening();
    clearTimeout(this.timer);
    await this.polling;
  }

  private async handle(event: Recorded<Asked>): Promise<void> {
    const { orderId } = event.data;
    const { state: payment } = await this.deps.executor.load(paymentDecider, orderId);
    if (payment === null) return;
    const cause: Cause = { orderId, causationId: event.id, correlationId: event.correlationId, givenUp: false };
    switch (event.type) {
      case 'PaymentRequested':
        return this.authorize(event, payment, cause);
      case 'PaymentCaptureRequested':
        return this.capture(event, payment, cause);
      case 'PaymentVoidRequested':
        return this.void(event, payment, cause);
      case 'PaymentRefundRequested':
        return this.refund(event, cause);
    }
  }

  private async authorize(event: AskedFor<'PaymentRequested'>, payment: Payment, cause: Cause): Promise<void> {
    const { method, amount, token, orderId } = event.data;
    // Given up while the provider was out of reach: the void that was asked for settles it.
    if (method !== 'card' || payment.status !== 'requested' || payment.voidAttempt !== null) return;
    const answer = await this.deps.provider.authorize({ paymentId: orderId, amount, token: token ?? '' });
    failpoint('provider:before-record');
    if (answer.status === 'pending') await this.pending.add(cause);
    else await this.recordAuthorization(answer, cause);
  }

  private async capture(event: AskedFor<'PaymentCaptureRequested'>, payment: Payment, cause: Cause): Promise<void> {
    const { orderId, attempt } = event.data;
    const answer = await this.ask(() => this.deps.provider.capture({ paymentId: orderId, amount: payment.amount }));
    if (answer.status === 'captured') return this.record({ type: 'RecordCapture' }, cause);
    return this.record({ type: 'RecordCaptureFailure', attempt, error: errorOf(answer) }, cause);
  }

  private async void(event: AskedFor<'PaymentVoidRequested'>, payment: Payment, cause: Cause): Promise<void> {
    const { orderId, attempt } = event.data;
    const answer = await this.ask(() => this.deps.provider.void({ paymentId: orderId }));
    if (answer.status === 'pending') return this.pending.add({ ...cause, givenUp: true });
    if (answer.status === 'voided') await this.record({ type: 'RecordVoid' }, cause);
    else if (answer.status === 'declined' && payment.status === 'requested')
      await this.recordAuthorization(answer, cause);
    else return this.record({ type: 'RecordVoidFailure', attempt, error: errorOf(answer) }, cause);
    await this.pending.remove(orderId);
  }

  private async refund(event: AskedFor<'PaymentRefundRequested'>, cause: Cause): Promise<void> {
    const { orderId, refundId, amount, attempt } = event.data;
    const answer = await this.ask(() => this.deps.provider.refund({ paymentId: orderId, refundId, amount }));
    if (answer.status === 'refunded') return this.record({ type: 'RecordRefund', refundId }, cause);
    return this.record({ type: 'RecordRefundFailure', refundId, attempt, error: errorOf(answer) }, cause);
  }

  /** The provider's answer; out of reach is an answer too, for the saga has it tried again. */
  private async ask(call: () => Promise<ProviderAnswer>): Promise<ProviderAnswer | Unreachable> {
    const answer = await call().catch((error: unknown): Unreachable => {
      this.deps.log.warn(unreachable, { error: error instanceof Error ? error.message : String(error) });
      return { status: 'unreachable' };
    });
    failpoint('provider:before-record');
    return answer;
  }

  /** Asks for the outcome of a payment that had none, and records it when there is one now. */
  private async settle(orderId: string): Promise<void> {
    const cause = await this.pending.find(orderId);
    if (cause === null) return;
    const answer = await this.deps.provider.outcome(orderId);
    if (answer === null || answer.status === 'pending') return;
    failpoint('provider:before-record');
    await this.recordAuthorization(answer, cause);
    await this.pending.remove(orderId);
  }

  /** `voided` for a payment whose void had to wait says: it was authorized late, and voided at once. */
  private async recordAuthorization(answer: ProviderAnswer, cause: Cause): Promise<void> {
    switch (answer.status) {
      case 'authorized':
        return this.record({ type: 'RecordAuthorization', reference: answer.reference }, cause);
      case 'declined':
        return this.record({ type: 'RecordDecline', reason: answer.reason }, cause);
      case 'voided':
        if (cause.givenUp) await this.record({ type: 'RecordAuthorization', reference: answer.reference }, cause);
        return this.record({ type: 'RecordVoid' }, cause);
      default:
        return;
    }
  }

  private async record(command: PaymentCommand, { orderId, causationId, correlationId }: Cause): Promise<void> {
    const execution = await this.deps.executor.execute(paymentDecider, orderId, command, {
      commandId: derivedId(causationId, command.type),
      actor: gateway,
      correlationId,
      causationId,
      time: this.deps.clock(),
      orderId,
    });
    hasEffect(execution, this.deps.log, { command: command.type, orderId, correlationId });
  }

  private pollLater(ms: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.polling = this.polling.then(() => this.poll()).then(() => this.pollLater(this.deps.pollMs ?? 2_000));
    }, ms).unref();
  }

  private async poll(): Promise<void> {
    try {
      for await (const payment of this.pending.all()) {
        if (this.closed) return;
        await this.settleQuietly(payment.orderId);
      }
    } catch (error) {
      this.deps.log.warn('Pending payments could not be read; tried again', { error: String(error) });
    }
  }

  private async settleQuietly(orderId: string): Promise<void> {
    try {
      await this.settle(orderId);
    } catch (error) {
      this.deps.log.warn('A pending payment could not be settled; tried again', { orderId, error: String(error) });
    }
  }
}

type Unreachable = { readonly status: 'unreachable' };

function errorOf(answer: ProviderAnswer | Unreachable): string {
  if (answer.status === 'unreachable') return unreachable;
  return answer.status === 'declined' ? answer.reason : `The payment provider answered "${answer.status}".`;
}

/** The gateway between payment streams and the card provider: run its `reactor`, then `start()` it. */
export const paymentGateway = (deps: PaymentGatewayDeps): PaymentGateway => new PaymentGateway(deps);
