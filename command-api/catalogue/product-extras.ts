import type { Attributes } from '../../domain/product/events.ts';

const lengthOf = (text: string) => Array.from(text.trim()).length;

/** At most 20 absolute URLs. */
export function areImages(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 20 && value.every(isImage);
}

function isImage(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 600 || lengthOf(value) > 500) return false;
  return URL.canParse(value.trim()) && /^https?:\/\//i.test(value.trim());
}

/** At most 50 names with text, number or boolean. */
export function areAttributes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= 50 && entries.every(([name, each]) => isName(name) && isAttribute(each));
}

const isName = (name: string) => name.length <= 400 && lengthOf(name) >= 1 && lengthOf(name) <= 200;

function isAttribute(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 1000 && lengthOf(value) <= 500;
  return typeof value === 'boolean' || Number.isFinite(value);
}

export function imagesOf(images: readonly string[]): readonly string[] {
  return images.map((image) => image.trim());
}

export function attributesOf(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name.trim(), typeof value === 'string' ? value.trim() : value]),
  );
}
