import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import type { CommandContext } from '../engine/commands/executor.ts';
import { smallApp, type SmallApp } from '../test/http/small-app.ts';
import { CurrentCaller, Public, Roles, SignedIn } from './access.ts';
import { Answer } from './answer.ts';
import type { Caller } from './caller.ts';
import { contextWith } from './command-context.ts';
import { Documented } from './documented.ts';
import { ListOf, Nested, Optional, Text, Whole } from './fields.ts';
import { PathId } from './path-id.ts';

class PetDto {
  @Text({ max: 20 })
  name!: string;
}

class FeeDto {
  @Whole({ min: 0, max: 1_000 })
  amount!: number;

  @Text({ min: 3, max: 3 })
  currency!: string;
}

class GreetingDto {
  @Text({ max: 10 })
  text!: string;

  @Optional()
  @Whole({ min: 1, max: 999 })
  times?: number;

  @Optional()
  @Nested(() => FeeDto)
  fee?: FeeDto;

  @Optional({ clearable: true })
  @ListOf(() => PetDto, { max: 2 })
  pets?: PetDto[] | null;
}

let said = 0;
const Context = () => contextWith(({ userId, roles }) => ({ id: userId, role: roles[0]! }));

const doc = { summary: 'Greet', description: 'Greets.', body: { text: 'hello' }, answer: {} };

@Controller('greetings')
class GreetingsController {
  @Post()
  @Roles('customer')
  @Documented(doc)
  greet(@Body() body: GreetingDto, @Context() context: CommandContext): Answer {
    said += 1;
    return new Answer(201, { body, actor: context.actor, commandId: context.commandId, said }, { Position: 'p' });
  }

  @Get()
  @Public()
  @Documented(doc)
  list(@CurrentCaller() caller: Caller | undefined): object {
    return { items: [], nextCursor: null, caller: caller?.userId ?? null };
  }

  @Get(':id')
  @SignedIn()
  @Documented(doc)
  one(@PathId('id') id: string): object {
    return { id, revision: 3 };
  }

  @Delete(':id')
  @SignedIn()
  @Documented(doc)
  remove(@PathId('id') _id: string): Answer {
    return new Answer(204, null, { Position: 'p' });
  }
}

let app: SmallApp;
beforeAll(async () => {
  app = await smallApp([GreetingsController]);
});
afterAll(() => app.http.close());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${app.origin}/api/v1/greetings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token('customer')}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('a command', () => {
  test('is answered with what its handler says', async () => {
    const response = await post({
      text: ' hello ',
      times: 2,
      fee: { amount: 1, currency: 'EUR' },
      pets: [{ name: 'x' }],
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('position')).toBe('p');
    expect(await response.json()).toMatchObject({
      body: { text: 'hello', times: 2, fee: { amount: 1, currency: 'EUR' }, pets: [{ name: 'x' }] },
      actor: { id: 'u1', role: 'customer' },
    });
  });

  test('is told every wrong field by its pointer', async () => {
    const response = await post({ text: 7, times: '2', fee: { amount: 1.5, currency: 'EUR', tip: 1 }, pets: [1, {}] });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    const { code, errors } = (await response.json()) as { code: string; errors: { pointer: string }[] };
    expect(code).toBe('validation-failed');
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/fee/amount',
      '/fee/tip',
      '/pets/0',
      '/pets/1/name',
      '/text',
      '/times',
    ]);
  });
});

test('a known path with another method is 405 and names the methods it takes', async () => {
  const response = await fetch(`${app.origin}/api/v1/greetings`, { method: 'PATCH' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
});
