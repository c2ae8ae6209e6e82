import { expect, test } from '@jest/globals';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { heldWork } from '../../test/held-work.ts';
import { KeyTurns } from './key-turns.ts';

test('work under one key runs one by one in the order asked for, beside that under others', async () => {
  const begun: string[] = [];
  const turns = new KeyTurns();
  const [first, second, third, other] = ['first', 'second', 'third', 'other'].map((name) => heldWork(begun, name));
  const results = [first, second, third].map((each) => turns.take('key', each!.run));
  const beside = turns.take('another key', other!.run);
  await othersTurn();
  expect(begun).toEqual(['first', 'other']);
  first!.end();
  expect(await results[0]).toBe('first');
  await othersTurn();
  expect(begun).toEqual(['first', 'other', 'second']);
  for (const each of [second, third, other]) each!.end();
  expect(await Promise.all([...results, beside])).toEqual(['first', 'second', 'third', 'other']);
});

test('work that fails is told whoever asked for it, and the next one runs all the same', async () => {
  const turns = new KeyTurns();
  const broken = turns.take('key', () => Promise.reject(new Error('broken')));
  const next = turns.take('key', async () => 'next');
  await expect(broken).rejects.toThrow('broken');
  expect(await next).toBe('next');
});
