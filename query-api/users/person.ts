import type { CustomerDocument } from '../../projectors/customers/customers.ts';

export type Person = Omit<CustomerDocument, 'registeredAt'>;

export function personOf(document: CustomerDocument): Person {
  const { registeredAt: _, ...person } = document;
  return person;
}

export const examplePerson: Person = {
  id: '5b0e7c9a-2f64-8d11-9c3e-0d4f7a1b2c3d',
  email: 'ada@example.com',
  fullName: 'Ada Lovelace',
  phone: '+44 20 7946 0000',
  roles: ['customer'],
  addresses: [
    {
      id: '0f9d2b1c-6a7e-8b43-8f21-5e6d7c8b9a01',
      name: 'Ada Lovelace',
      line1: '12 Analytical Way',
      line2: null,
      city: 'London',
      postalCode: 'N1 9GU',
      region: null,
      country: 'GB',
      isDefault: true,
    },
  ],
  createdAt: '2026-03-01T09:30:00.000Z',
  revision: 1,
};
