import type { ProductDetails } from '../../domain/product/events.ts';
import { Nested, Optional, Rule, Text, Whole } from '../../http/fields.ts';
import { PriceDto } from '../price.dto.ts';
import { areAttributes, areImages, attributesOf, imagesOf } from './product-extras.ts';

const nameField = () => Text({ max: 200, example: 'Wireless headphones' });
const descriptionField = () => Text({ max: 5000, min: 0, example: 'Closed, 30 hours of music.' });
const categoryField = () => Text({ min: 0, example: 'audio' });

const imagesField = () =>
  Rule({
    name: 'images',
    must: 'must be a list of at most 20 http or https URLs of at most 500 characters',
    holds: areImages,
    schema: {
      type: 'array',
      maxItems: 20,
      items: { type: 'string', format: 'uri', maxLength: 500 },
      examples: [['https://shop.example/headphones.jpg']],
    },
  });

const attributesField = () =>
  Rule({
    name: 'attributes',
    must: 'must have at most 50 names of 1 to 200 characters, each with text of at most 500, a number or a boolean',
    holds: areAttributes,
    schema: {
      type: 'object',
      maxProperties: 50,
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      examples: [{ colour: 'black', wireless: true }],
    },
  });

/** All that may be told of a product; what is left out is none. */
export class ProductDto {
  @nameField()
  name!: string;

  @Optional({ clearable: true })
  @descriptionField()
  description?: string | null;

  @Nested(() => PriceDto)
  price!: PriceDto;

  @Optional({ clearable: true })
  @categoryField()
  category?: string | null;

  @Optional()
  @imagesField()
  images?: string[];

  @Optional()
  @attributesField()
  attributes?: Record<string, string | number | boolean>;
}

export class NewProductDto extends ProductDto {
  @Text({ example: 'HP-100', description: 'Unique in the shop, in any letter case.' })
  sku!: string;

  @Optional()
  @Whole({ min: 0, max: 1_000_000_000, example: 10 })
  initialStock?: number;
}

/** Only what is given changes. */
export class ProductChangesDto {
  @Optional()
  @nameField()
  name?: string;

  @Optional({ clearable: true })
  @descriptionField()
  description?: string | null;

  @Optional()
  @Nested(() => PriceDto)
  price?: PriceDto;

  @Optional({ clearable: true })
  @categoryField()
  category?: string | null;

  @Optional()
  @imagesField()
  images?: string[];

  @Optional()
  @attributesField()
  attributes?: Record<string, string | number | boolean>;
}

/** The whole product, as the domain knows it. */
export function detailsOf(dto: ProductDto): ProductDetails {
  const { name, description, price, category, images = [], attributes = {} } = dto;
  return {
    name,
    description: description || null,
    price: { amount: price.amount, currency: price.currency },
    category: category || null,
    images: imagesOf(images),
    attributes: attributesOf(attributes),
  };
}

/** What a caller wants changed, as the domain knows it. */
export function changesOf(dto: ProductChangesDto): Partial<ProductDetails> {
  const { name, description, price, category, images, attributes } = dto;
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description: description || null }),
    ...(price === undefined ? {} : { price: { amount: price.amount, currency: price.currency } }),
    ...(category === undefined ? {} : { category: category || null }),
    ...(images === undefined ? {} : { images: imagesOf(images) }),
    ...(attributes === undefined ? {} : { attributes: attributesOf(attributes) }),
  };
}
