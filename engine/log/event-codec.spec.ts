import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import type { EventTypes } from './event-registry.ts';
import type { Event, NewEvent, StoredEvent } from './event.ts';
import type { DraftEnvelope } from './event-codec.ts';
import { EventCodec } from './event-codec.ts';
import { isIntact } from './hash-chain.ts';
import { positionOf } from './position.ts';

const types: EventTypes = {
  OrderPlaced: { version: 1, personal: ['address'], secret: ['token'] },
  KeyDestroyed: { version: 1, endsKey: true },
  PriceSet: {
    version: 3,
    upcasters: {
      1: (data) => ({ price: data['euros']! }),
      2: (data) => ({ price: { amount: data['price']!, currency: 'EUR' } }),
    },
  },
};

const placed = { type: 'OrderPlaced', data: { address: { city: 'Łódź' }, token: 'tok_1', lines: [1, 2] } };

const envelope = (given: Partial<DraftEnvelope> = {}): DraftEnvelope => ({
  id: 'event-1',
  stream: 'order-1',
  revision: 0,
  time: '2026-01-01T12:00:00.000Z',
  actor: { id: 'user-1', role: 'customer' },
  correlationId: 'c',
  causationId: 'k',
  commandId: 'k',
  subject: 'user-1',
  orderId: '1',
  ...given,
});

function gate() {
  const vault = new MemoryKeyVault();
  const clock = { ms: 0 };
  const newCodec = () => new EventCodec(types, vault, () => clock.ms);
  const codec = newCodec();
  const write = async (event: Event, given: Partial<DraftEnvelope> = {}) =>
    storedAs((await codec.encode(event, envelope(given), null)).event, given.stream ?? 'order-1');
  return { vault, clock, newCodec, codec, write };
}

function storedAs(event: NewEvent, stream: string): StoredEvent {
  return { ...(JSON.parse(JSON.stringify(event)) as NewEvent), stream, revision: 0, position: positionOf(1) };
}

describe('An event that goes through the gate', () => {
  test('comes back as it was, with its envelope', async () => {
    const { codec, write } = gate();
    const read = await codec.decode(await write(placed, { requestHash: 'h' }));
    expect(read).toEqual({ ...placed, ...envelope(), position: positionOf(1) });
  });

  test('keeps its personal and secret fields from whoever reads the log', async () => {
    const { write } = gate();
    const stored = await write(placed);
    expect(stored.data).toEqual({
      address: { $sealed: expect.any(String) },
      token: { $sealed: expect.any(String) },
      lines: [1, 2],
    });
    expect(stored.metadata).toMatchObject({ version: 1, subject: 'user-1', orderId: '1', previousHash: null });
  });

  test('needs no key when its personal fields are empty', async () => {
    const { codec, write, vault } = gate();
    vault.unreachable = true;
    const stored = await write(
      { type: 'OrderPlaced', data: { address: null, token: undefined, lines: [] } },
      { subject: null },
    );
    expect(stored.data).toEqual({ address: null, lines: [] });
    expect((await codec.decode(stored)).data).toEqual({ address: null, lines: [] });
  });

  test('says null where the person was erased, also for a reader that knew the key', async () => {
    const { codec, write, vault } = gate();
    const stored = await write(placed);
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    codec.forget('user-1');
    for (const reader of [codec, new EventCodec(types, vault)]) {
      expect((await reader.decode(stored)).data).toEqual({ address: null, token: null, lines: [1, 2] });
    }
  });

  test('does not keep a key that was being asked for while its person was erased', async () => {
    const { write, vault } = gate();
    const stored = await write(placed);
    const codec = new EventCodec(types, vault);
    const reading = codec.decode(stored);
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    codec.forget('user-1');
    await reading;
    expect((await codec.decode(stored)).data).toMatchObject({ address: null });
  });

  test('says null to a reader elsewhere that knew the key, from the event on that says it was destroyed', async () => {
    const { write, vault } = gate();
    const [stored, end] = [await write(placed), await write({ type: 'KeyDestroyed', data: {} })];
    const reader = new EventCodec(types, vault);
    expect((await reader.decode(stored)).data).toEqual(placed.data);
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    const [, late] = await Promise.all([end, stored].map((event) => reader.decode(event)));
    expect(late!.data).toEqual({ address: null, token: null, lines: [1, 2] });
  });

  test('says null to a reader who hears nothing of the destruction, 30 seconds after it at the latest', async () => {
    const { write, vault, clock, newCodec } = gate();
    const stored = await write(placed);
    const [reader, writer] = [newCodec(), newCodec()];
    const seal = () => writer.sealText('user-1', 'of Ada', 'context');
    expect([(await reader.decode(stored)).data, await seal()]).toEqual([placed.data, expect.any(String)]);
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    clock.ms = 29_999;
    expect([(await reader.decode(stored)).data, await seal()]).toEqual([placed.data, expect.any(String)]);
    clock.ms = 30_000;
    expect((await reader.decode(stored)).data).toEqual({ address: null, token: null, lines: [1, 2] });
    expect(await seal()).toBeNull();
  });

  test('is read on with a key that the vault gave again, for another 30 seconds', async () => {
    const { write, vault, clock, newCodec } = gate();
    const [stored, reader] = [await write(placed), newCodec()];
    for (const ms of [0, 30_000]) {
      clock.ms = ms;
      await reader.decode(stored);
    }
    vault.unreachable = true;
    clock.ms = 59_999;
    expect((await reader.decode(stored)).data).toEqual(placed.data);
    clock.ms = 60_000;
    await expect(reader.decode(stored)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('counts the age of a key from when it was asked for: the answer may be as old', async () => {
    const { write, vault, clock, newCodec } = gate();
    const [stored, reader] = [await write(placed), newCodec()];
    const answer = vault.holdBack();
    const reading = reader.decode(stored);
    await vault.destroy('user-1', '2026-01-02T00:00:00.000Z');
    clock.ms = 20_000;
    answer();
    expect((await reading).data).toEqual(placed.data);
    clock.ms = 30_000;
    expect((await reader.decode(stored)).data).toMatchObject({ address: null });
  });

  test('whose key is missing is an error also to a reader who had the key, never an erasure', async () => {
    const { write, vault, clock, newCodec } = gate();
    const [stored, reader] = [await write(placed), newCodec()];
    await reader.decode(stored);
    vault.lose('user-1');
    clock.ms = 30_000;
    await expect(reader.decode(stored)).rejects.toMatchObject({ name: 'KeyMissing' });
  });

  test('is an error when the key is missing, or another one', async () => {
    const { write, vault } = gate();
    const stored = await write(placed);
    vault.lose('user-1');
    await expect(new EventCodec(types, vault).decode(stored)).rejects.toMatchObject({ name: 'KeyMissing' });
    await vault.obtain('user-2');
    const swapped = { ...stored, metadata: { ...stored.metadata, subject: 'user-2' } };
    await expect(new EventCodec(types, vault).decode(swapped)).rejects.toThrow();
  });

  test('keeps a sealed field where it is: moved to another event or field, it does not open', async () => {
    const { codec, write } = gate();
    const stored = await write(placed);
    await expect(codec.decode({ ...stored, id: 'event-2' })).rejects.toThrow();
    const moved = { ...stored, data: { ...stored.data, address: stored.data['token']! } };
    await expect(codec.decode(moved)).rejects.toThrow();
  });

  test('must be of a known type and version', async () => {
    const { codec, write } = gate();
    const unknown = { name: 'UnknownEventType' };
    await expect(write({ type: 'Surprise', data: {} })).rejects.toMatchObject(unknown);
    await expect(write({ type: 'constructor', data: {} })).rejects.toMatchObject(unknown);
    const stored = await write({ type: 'PriceSet', data: {} });
    await expect(codec.decode({ ...stored, type: 'Surprise' })).rejects.toMatchObject(unknown);
    const newer = { ...stored, metadata: { ...stored.metadata, version: 4 } };
    await expect(codec.decode(newer)).rejects.toMatchObject(unknown);
  });

  test('is told in the words of today, whatever version it was written in', async () => {
    const { codec, write } = gate();
    const stored = await write({ type: 'PriceSet', data: {} });
    const written = (version: number, data: StoredEvent['data']) => ({
      ...stored,
      data,
      metadata: { ...stored.metadata, version },
    });
    const today = { price: { amount: 5, currency: 'EUR' } };
    expect((await codec.decode(written(1, { euros: 5 }))).data).toEqual(today);
    expect((await codec.decode(written(2, { price: 5 }))).data).toEqual(today);
    expect((await codec.decode(written(3, today))).data).toEqual(today);
  });

  test('shows no secrets in a history', async () => {
    const { codec } = gate();
    expect(codec.publicData(placed)).toEqual({ address: { city: 'Łódź' }, lines: [1, 2] });
  });
});

describe('The hash of an event', () => {
  test('holds however its JSON is ordered, and breaks with any change', async () => {
    const { write } = gate();
    const stored = await write(placed);
    const reordered = Object.fromEntries(Object.entries(stored.data).reverse());
    expect(isIntact({ ...stored, data: reordered })).toBe(true);
    const altered: StoredEvent[] = [
      { ...stored, data: { ...stored.data, lines: [1, 3] } },
      { ...stored, type: 'OrderPlacedToo' },
      { ...stored, id: 'event-2' },
      { ...stored, revision: 1 },
      { ...stored, stream: 'order-2' },
      { ...stored, metadata: { ...stored.metadata, time: '2026-01-01T12:00:00.001Z' } },
      { ...stored, metadata: { ...stored.metadata, actor: { id: 'user-1', role: 'admin' } } },
      { ...stored, metadata: { ...stored.metadata, previousHash: 'x' } },
      { ...stored, metadata: { ...stored.metadata, hash: 'x' } },
      { ...stored, metadata: null as never },
    ];
    expect(altered.map(isIntact)).toEqual(altered.map(() => false));
  });

  test('is the SHA-256 of canonical JSON, so that others can recompute it', async () => {
    const { write } = gate();
    const given = { subject: null, orderId: null };
    const stored = await write({ type: 'PriceSet', data: { ü: 1e21, a: 'é' } }, given);
    const text =
      '{"data":{"a":"é","ü":1e+21},"id":"event-1","metadata":{"actor":{"id":"user-1","role":"customer"},' +
      '"causationId":"k","commandId":"k","correlationId":"c","previousHash":null,' +
      '"time":"2026-01-01T12:00:00.000Z","version":3},"revision":0,"stream":"order-1","type":"PriceSet"}';
    expect(stored.metadata.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
