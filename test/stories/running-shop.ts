import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import { SimulatedPayments } from '../../adapters/simulated-payments/simulated-payments.ts';
import { eventTypes } from '../../domain/event-types.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import type { OrderCommand } from '../../domain/order/commands.ts';
import { orderDecider, type Order } from '../../domain/order/order.ts';
import { paymentDecider, type Payment } from '../../domain/payment/payment.ts';
import type { CommandExecutor } from '../../engine/commands/command-executor.ts';
import type { EventCodec } from '../../engine/log/event-codec.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { ProviderBookEntry } from '../../engine/outside/payment-provider.ts';
import { SubscribedLogFeed } from '../../engine/feed/subscribed-log-feed.ts';
import { ProcessManagerRuntime } from '../../engine/reactions/process-manager-runtime.ts';
import { ReactorRuntime } from '../../engine/reactions/reactor-runtime.ts';
import { processEventTypes } from '../../process-managers/event-types.ts';
import type { SagaConfig } from '../../process-managers/order-saga/decision.ts';
import { orderSaga } from '../../process-managers/order-saga/order-saga.ts';
import { orderSagaSender } from '../../process-managers/order-saga/sender.ts';
import { paymentGateway } from '../../process-managers/payment-gateway/payment-gateway.ts';
import { eventFormat, eventFormatVersion, lineOf } from '../../engine/transfer/event-lines.ts';
import { importEvents } from '../../engine/transfer/import-events.ts';
import type { Manners, RoughEventStore } from '../rough/event-store.ts';
import type { MemoryKeyVault } from '../rough/key-vault.ts';
import { MemoryShop } from '../rough/memory-shop.ts';
import { MemorySnapshotStore } from '../rough/snapshot-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { wholeLog } from '../whole-log.ts';
import { someSoap, soapOrder } from './soap-order.ts';

const silent = { info: () => {}, warn: () => {} };
const backOff = { firstMs: 1, mostMs: 10 };

/** What is not the shop's own, and what moves with it: its persons' keys. */
type Surroundings = { readonly provider: SimulatedPayments; readonly vault: MemoryKeyVault };

/** What outlives a process: also the provider's books. */
export class World extends MemoryShop {
  readonly provider: SimulatedPayments;
  /** How far the shop's clock is ahead, in milliseconds: a test lets time pass by it. */
  ahead = 0;
  readonly clock = () => new Date(Date.now() + this.ahead).toISOString();

  constructor(manners: Manners = {}, around?: Surroundings) {
    super({ ...eventTypes, ...processEventTypes }, manners, around?.vault);
    this.provider =
      around?.provider ?? new SimulatedPayments(new EmbeddedProviderBooks(temporaryFolder()), { lateAnswerMs: 60 });
  }

  /** The same shop on another store, by export and import: the log and the keys move, nothing else does. */
  async moved(manners: Manners): Promise<World> {
    const world = new World(manners, this);
    world.ahead = this.ahead;
    const { samePositions } = await importEvents(world.store, exported(this.store), { seen: () => {} });
    if (samePositions) throw new Error('The other store has the same positions');
    return world;
  }

  async books(): Promise<ProviderBookEntry[]> {
    const entries: ProviderBookEntry[] = [];
    for await (const entry of this.provider.books()) entries.push(entry);
    return entries;
  }

  override async close(): Promise<void> {
    await this.provider.close();
    await super.close();
  }
}

async function* exported(store: RoughEventStore): AsyncGenerator<string> {
  const events = await wholeLog(store);
  const header = { format: eventFormat, version: eventFormatVersion, logId: await store.logId() };
  yield JSON.stringify({ ...header, count: events.length });
  for (const event of events) yield lineOf(event).trimEnd();
}

/** One process of the shop: executor, order saga and payment gateway, with caches of its own. */
export class RunningShop {
  readonly executor: CommandExecutor;
  saga!: Pick<ProcessManagerRuntime<unknown, never, never>, 'pause' | 'resume' | 'fireEarly'>;
  private commands = 0;

  private constructor(
    private readonly world: World,
    codec: EventCodec,
    private readonly name: string,
    private readonly stop: (() => Promise<void>)[],
  ) {
    this.executor = world.newExecutor({ codec, snapshots: new MemorySnapshotStore() });
  }

  static async start(
    world: World,
    config: Partial<SagaConfig> = {},
    { name = 'one', registry = world.registry, schedule = world.schedule, checkpoints = world.checkpoints } = {},
  ): Promise<RunningShop> {
    const stop: (() => Promise<void>)[] = [];
    const codec = world.newCodec();
    const shop = new RunningShop(world, codec, name, stop);
    const { executor } = shop;
    const feed = await SubscribedLogFeed.open({ store: world.store, decoder: codec, registry });
    const services = { feed, checkpoints, clock: world.clock, backOff, saveMs: 1 };
    const gateway = paymentGateway({
      ...{ executor, registry, clock: world.clock, log: silent },
      provider: world.provider,
      pollMs: 20,
    });
    const reactor = new ReactorRuntime(gateway.reactor, services);
    const saga = new ProcessManagerRuntime({
      manager: orderSaga({ retryAfterMs: 5, ...config }),
      send: orderSagaSender({ executor, log: silent }),
      ...{ executor, services, schedule },
      head: () => world.store.head(),
      orderId: (key) => key,
    });
    await reactor.start();
    gateway.start();
    await saga.start();
    shop.saga = saga;
    stop.push(
      () => saga.close(),
      () => gateway.close(),
      () => reactor.close(),
      () => feed.close(),
    );
    return shop;
  }

  async close(): Promise<void> {
    for (const each of this.stop) await each();
  }

  async receive(productId: string, quantity: number): Promise<void> {
    const command = { type: 'ReceiveStock', quantity, warehouse: 'main', reference: null } as const;
    await this.executor.execute(inventoryDecider, productId, command, this.context());
  }

  async place(orderId: string, token: string | null, ...products: readonly (readonly [string, number])[]) {
    await this.order(orderId, {
      ...soapOrder,
      orderNumber: orderId,
      lines: products.map(([productId, quantity]) => someSoap(quantity, productId)),
      paymentMethod: token === null ? 'cash_on_delivery' : 'card',
      paymentToken: token,
    });
  }

  async order(orderId: string, command: OrderCommand): Promise<void> {
    const execution = await this.executor.execute(orderDecider, orderId, command, {
      ...this.context(),
      ...{ subject: 'ada', orderId },
    });
    if (execution.outcome !== 'accepted') throw new Error(JSON.stringify(execution));
  }

  async find(orderId: string): Promise<Order> {
    return (await this.executor.load(orderDecider, orderId)).state!;
  }

  async payment(orderId: string): Promise<Payment | null> {
    return (await this.executor.load(paymentDecider, orderId)).state;
  }

  async stock(productId: string) {
    return (await this.executor.load(inventoryDecider, productId)).state;
  }

  events(): Promise<Recorded<Event>[]> {
    return this.world.events();
  }

  /** What happened, in order: types of events, of the saga's its decisions. */
  async story(): Promise<string[]> {
    return (await this.events()).map(({ type, data }) =>
      type === 'OrderProcessAdvanced' ? `saga: ${(data as { decision: string }).decision}` : type,
    );
  }

  private context(): CommandContext {
    this.commands += 1;
    const commandId = derivedId(this.name, this.commands);
    return {
      ...{ commandId, causationId: commandId, correlationId: commandId, time: this.world.clock() },
      actor: { id: 'ada', role: 'customer' },
    };
  }
}
