import { expect, test } from '@jest/globals';
import { Password, Text } from './fields.ts';
import { checked } from './rules.ts';

class Person {
  @Text({ max: 5 })
  name!: string;

  @Password()
  password!: string;
}

const wrong = (name: string, password: string) =>
  checked(Person, { name, password }).errors.map((error) => error.pointer);

test('text is counted in characters, whatever they are kept in', () => {
  expect(wrong('🫖'.repeat(5), '🫖'.repeat(10))).toEqual([]);
  expect(wrong('🫖'.repeat(6), '🫖'.repeat(9))).toEqual(['/name', '/password']);
  expect(wrong('🫖', '🫖'.repeat(128))).toEqual([]);
  expect(wrong('', '🫖'.repeat(129))).toEqual(['/name', '/password']);
});

test('text is trimmed before it is counted, a password is not', () => {
  const { value, errors } = checked(Person, { name: '  seven ', password: ' '.repeat(10) });
  expect(errors).toEqual([]);
  expect(value).toEqual({ name: 'seven', password: ' '.repeat(10) });
});
