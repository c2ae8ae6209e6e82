/** A product as POST /products takes it. */
export type SeedProduct = {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly category: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly initialStock: number;
};

type Shelf = {
  readonly category: string;
  readonly from: number;
  readonly things: readonly string[];
  readonly kinds: readonly string[];
  readonly about: string;
};

const shelves: readonly Shelf[] = [
  {
    category: 'kitchen',
    from: 1290,
    about: 'Made for every day and easy to clean.',
    things: ['Kettle', 'Saucepan', 'Chef Knife', 'Cutting Board', 'Mixing Bowl'],
    kinds: ['Copper', 'Enamel', 'Oak', 'Steel', 'Stoneware'],
  },
  {
    category: 'garden',
    from: 890,
    about: 'Stands rain, frost and forgetful gardeners.',
    things: ['Watering Can', 'Trowel', 'Planter', 'Bird Feeder', 'Lantern'],
    kinds: ['Zinc', 'Terracotta', 'Cedar', 'Woven', 'Iron'],
  },
  {
    category: 'books',
    from: 990,
    about: 'Sewn binding, printed on paper that lasts.',
    things: ['Atlas', 'Cookbook', 'Field Guide', 'Notebook', 'Sketchbook'],
    kinds: ['Pocket', 'Illustrated', 'Annotated', 'Travel', 'Collector'],
  },
  {
    category: 'toys',
    from: 790,
    about: 'Sturdy, repairable and safe from three years on.',
    things: ['Train', 'Puzzle', 'Spinning Top', 'Kite', 'Building Blocks'],
    kinds: ['Wooden', 'Painted', 'Giant', 'Magnetic', 'Rainbow'],
  },
  {
    category: 'office',
    from: 490,
    about: 'Small things that make a long day shorter.',
    things: ['Desk Lamp', 'Pen Tray', 'Stapler', 'Monitor Stand', 'Planner'],
    kinds: ['Brass', 'Walnut', 'Matte', 'Slim', 'Modular'],
  },
  {
    category: 'outdoor',
    from: 1990,
    about: 'Tested on long walks, light enough to take along.',
    things: ['Backpack', 'Tent', 'Camp Stove', 'Water Bottle', 'Headlamp'],
    kinds: ['Ultralight', 'Alpine', 'Trail', 'Family', 'Compact'],
  },
  {
    category: 'audio',
    from: 2990,
    about: 'Clear at low volume and calm at high.',
    things: ['Headphones', 'Speaker', 'Microphone', 'Turntable', 'Radio'],
    kinds: ['Studio', 'Wireless', 'Vintage', 'Portable', 'Reference'],
  },
  {
    category: 'clothing',
    from: 1490,
    about: 'Cut generously, washed before it is sold.',
    things: ['Sweater', 'Scarf', 'Raincoat', 'Socks', 'Beanie'],
    kinds: ['Merino', 'Cotton', 'Linen', 'Alpaca', 'Recycled'],
  },
  {
    category: 'lighting',
    from: 1790,
    about: 'Warm light, replaceable parts.',
    things: ['Pendant', 'Floor Lamp', 'Candle Holder', 'String Lights', 'Wall Light'],
    kinds: ['Glass', 'Paper', 'Smoked', 'Linen-Shade', 'Nordic'],
  },
];
const brands = ['Harrow', 'Millbrook', 'Fenwick', 'Lumen', 'Ostro'];

/** The same 225 products in 9 categories at every call: every kind of every thing on every shelf. */
export function seedCatalogue(currency: string): readonly SeedProduct[] {
  return shelves.flatMap((shelf, shelfNumber) =>
    shelf.things.flatMap((thing, thingNumber) =>
      shelf.kinds.map((kind, kindNumber) => {
        const step = thingNumber * 5 + kindNumber;
        const brand = brands[(shelfNumber + step) % brands.length]!;
        return {
          sku: `${shelf.category.slice(0, 3).toUpperCase()}-${String(step + 1).padStart(3, '0')}`,
          name: `${kind} ${thing}`,
          description: `${kind} ${thing.toLowerCase()} by ${brand}. ${shelf.about}`,
          price: { amount: shelf.from + thingNumber * 900 + kindNumber * 350, currency },
          category: shelf.category,
          attributes: { brand, warrantyMonths: 12 + 12 * (step % 3), handmade: step % 4 === 0 },
          // Every eleventh product is nearly sold out, so that the low-stock list shows something.
          initialStock: step % 11 === 10 ? 3 : 40 + ((step * 17) % 160),
        };
      }),
    ),
  );
}
