import { seed } from './seed.ts';

const origin = process.env['SHOP_URL'] ?? `http://localhost:${process.env['PORT'] || 8080}`;

try {
  const seeded = await seed({
    origin,
    currency: process.env['CURRENCY'] || 'EUR',
    admin: {
      email: process.env['ADMIN_EMAIL'] || 'admin@example.com',
      password: process.env['ADMIN_PASSWORD'] || 'admin-password',
    },
    out: process.stdout,
  });
  process.stdout.write(
    `${seeded.products} products and ${seeded.orders} orders of the seed stand in the shop at ${origin}. Sign in as:\n${seeded.people.map((person) => `  ${person}\n`).join('')}`,
  );
} catch (error) {
  const cause = (error as { cause?: { code?: string } }).cause?.code;
  process.stderr.write(
    cause === 'ECONNREFUSED'
      ? `No shop answers at ${origin}. Start it with: npm start\n`
      : `Seeding failed: ${(error as Error).message}\n`,
  );
  process.exitCode = 1;
}
